import { ChevronDown, ChevronUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { PANELS, type PanelId } from '../../shared/window-actions';
import { panels } from '../canvas-handle';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { FilesTab } from '../downloads/FilesTab';
import { MetricsControls } from '../metrics/MetricsControls';
import { MetricsTab } from '../metrics/MetricsTab';
import { usePreferences } from '../preferences';
import { SearchesTab } from '../search/SearchesTab';
import css from './Drawer.module.css';
import { EventControls } from './EventControls';
import { EventsTab } from './EventsTab';
import { PeerControls } from './PeerControls';
import { PeersTab } from './PeersTab';

const cx = classNames(css);

/** Height of the drawer when it is folded: its tabs stay. CSS pixels. */
export const FOLDED_DRAWER = 36;

interface PanelView {
  readonly content: ReactNode;
  /** Stands in the row of the tabs while the panel is shown. */
  readonly controls?: ReactNode;
}

/** What each panel of the table shows; one without does not compile. */
const VIEWS: Readonly<Record<PanelId, PanelView>> = {
  events: { content: <EventsTab />, controls: <EventControls /> },
  peers: { content: <PeersTab />, controls: <PeerControls /> },
  searches: { content: <SearchesTab /> },
  files: { content: <FilesTab /> },
  metrics: { content: <MetricsTab />, controls: <MetricsControls /> },
};

/** What happened, who is there, what was searched and fetched, and what it cost. */
export function Drawer() {
  const tab = usePreferences((state) => state.drawerTab);
  const open = usePreferences((state) => state.drawerOpen);
  return (
    <Tabs
      className={cx('drawer')}
      selectedKey={tab}
      onSelectionChange={(key) => panels.showTab(key as PanelId)}
    >
      <div className={cx('head')}>
        <TabList aria-label="Events, peers, searches, files and metrics" className={cx('tabs')}>
          {PANELS.map(({ id, title }) => (
            <Tab key={id} id={id} className={cx('tab')} onPress={() => panels.showTab(id)}>
              {title}
            </Tab>
          ))}
        </TabList>
        {open && VIEWS[tab].controls}
        <span className={cx('spring')} />
        <Button
          label={open ? 'Fold the panel' : 'Unfold the panel'}
          icon={open ? ChevronDown : ChevronUp}
          words="never"
          shortcut="D"
          onPress={panels.toggleDrawer}
        />
      </div>
      {open &&
        PANELS.map(({ id }) => (
          <TabPanel key={id} id={id} className={cx('panel')}>
            {VIEWS[id].content}
          </TabPanel>
        ))}
    </Tabs>
  );
}
