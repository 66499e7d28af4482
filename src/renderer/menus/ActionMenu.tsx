import { Fragment } from 'react';
import { Header, Menu, MenuItem, MenuSection, Separator, Text } from 'react-aria-components';
import type { ActionEntry } from '../actions/action';
import { classNames } from '../components/class-names';
import css from './ActionMenu.module.css';

const cx = classNames(css);

export interface MenuGroup {
  readonly id: string;
  /** Words above the group; a group without any is only set apart by a line. */
  readonly title?: string;
  readonly entries: readonly ActionEntry[];
}

interface ActionMenuProps {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  /** For a menu that no trigger owns: called once an entry was taken. It takes the focus itself. */
  readonly onClose?: () => void;
}

/** A menu of groups of entries; it stands in a popover. */
export function ActionMenu({ label, groups, onClose }: ActionMenuProps) {
  const shown = groups.filter((group) => group.entries.length > 0);
  return (
    <Menu
      aria-label={label}
      className={cx('menu')}
      {...(onClose ? { onClose, autoFocus: 'first' as const } : {})}
    >
      {shown.map((group, index) => (
        <Fragment key={group.id}>
          {index > 0 && <Separator className={cx('separator')} />}
          <MenuSection {...(group.title === undefined ? { 'aria-label': label } : {})}>
            {group.title !== undefined && <Header className={cx('title')}>{group.title}</Header>}
            {group.entries.map((entry) => (
              <MenuItem
                key={entry.id}
                id={`${group.id} ${entry.id}`}
                textValue={entry.label}
                isDisabled={entry.refusal !== null}
                onAction={() => entry.run()}
                className={cx('item', entry.dangerous && 'dangerous')}
              >
                <span className={cx('icon')}>{entry.icon && <entry.icon size={15} aria-hidden />}</span>
                <Text slot="label" className={cx('label')}>
                  {entry.label}
                </Text>
                {entry.shortcut && <kbd className={cx('shortcut')}>{entry.shortcut}</kbd>}
              </MenuItem>
            ))}
          </MenuSection>
        </Fragment>
      ))}
    </Menu>
  );
}
