import { Search } from 'lucide-react';
import { useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  Text,
  TextField,
} from 'react-aria-components';
import { flushSync } from 'react-dom';
import { printable } from '../../shared/text/printable';
import { useActionContext } from '../actions/use-actions';
import { announce } from '../announcer/announce';
import { classNames } from '../components/class-names';
import { PhaseMark } from '../components/PhaseMark';
import { useCurrentLab } from '../lab/context';
import { noteRecentAction, usePreferences } from '../preferences';
import css from './CommandPalette.module.css';
import { closeDialog } from './open-dialog';
import { type PaletteItem, paletteItems } from './palette-items';

const cx = classNames(css);

/** Every action of the window in one list that a few letters narrow; also finds peers. */
export function CommandPalette() {
  const lab = useCurrentLab();
  const context = useActionContext();
  const recent = usePreferences((state) => state.recentActions);
  const [query, setQuery] = useState('');
  const items = paletteItems(context, query, recent);
  const take = (item: PaletteItem) => {
    // It stays open: another action may be meant, and the reason is read in it.
    if (item.refusal !== null) return announce(lab, printable(item.refusal));
    if (!item.peer) noteRecentAction(item.id);
    // Focus returns to the window first, so that an action can put it where it belongs.
    flushSync(() => closeDialog(lab));
    item.run();
  };
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && closeDialog(lab)}
      className={cx('scrim')}
    >
      <Modal className={cx('modal')}>
        <Dialog aria-label="Command palette" className={cx('dialog')}>
          <Autocomplete inputValue={query} onInputChange={setQuery}>
            <TextField aria-label="Find an action or a peer" autoFocus className={cx('field')}>
              <Search size={16} aria-hidden />
              <Input
                className={cx('input')}
                placeholder="Find an action or a peer"
                autoComplete="off"
                spellCheck={false}
              />
            </TextField>
            <Menu
              aria-label="Actions and peers"
              className={cx('list')}
              items={items}
              renderEmptyState={() => <p className={cx('none')}>No action and no peer matches.</p>}
            >
              {(item) => <Item item={item} onTake={() => take(item)} />}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Item({ item, onTake }: { readonly item: PaletteItem; readonly onTake: () => void }) {
  const { id, label, icon: Icon, shortcut, refusal, note, peer } = item;
  return (
    <MenuItem
      id={id}
      textValue={label}
      onAction={onTake}
      className={cx('item', refusal !== null && 'refused')}
    >
      <span className={cx('icon')}>
        {peer ? (
          <PhaseMark phase={peer.phase} hosted={peer.hosted} />
        ) : (
          Icon && <Icon size={15} aria-hidden />
        )}
      </span>
      <Text slot="label" className={cx('label')}>
        {label}
      </Text>
      <Text slot="description" className={cx('note')}>
        {refusal === null ? note : printable(refusal)}
      </Text>
      {shortcut !== undefined && <kbd className={cx('key')}>{shortcut}</kbd>}
    </MenuItem>
  );
}
