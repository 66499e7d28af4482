import { ChevronDown, ChevronUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { panels } from '../canvas-handle';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { FilesTab } from '../downloads/FilesTab';
import { MetricsControls } from '../metrics/MetricsControls';
import { MetricsTab } from '../metrics/MetricsTab';
import { type Preferences, usePreferences } from '../preferences';
import { SearchesTab } from '../search/SearchesTab';
import css from './Drawer.module.css';
import { EventControls } from './EventControls';
import { EventsTab } from './EventsTab';
import { PeerControls } from './PeerControls';
import { PeersTab } from './PeersTab';

const cx = classNames(css);

/** Height of the drawer when it is folded: its tabs stay. CSS pixels. */
export const FOLDED_DRAWER = 36;

const CONTROLS: Readonly<Partial<Record<Preferences['drawerTab'], ReactNode>>> = {
  events: <EventControls />,
  peers: <PeerControls />,
  metrics: <MetricsControls />,
};

/** What happened, who is there, what was searched and fetched, and what it cost. */
export function Drawer() {
  const tab = usePreferences((state) => state.drawerTab);
  const open = usePreferences((state) => state.drawerOpen);
  return (
    <Tabs
      className={cx('drawer')}
      selectedKey={tab}
      onSelectionChange={(key) => panels.showTab(key as Preferences['drawerTab'])}
    >
      <div className={cx('head')}>
        <TabList aria-label="Events, peers, searches, files and metrics" className={cx('tabs')}>
          <Tab id="events" className={cx('tab')} onPress={() => panels.showTab('events')}>
            Events
          </Tab>
          <Tab id="peers" className={cx('tab')} onPress={() => panels.showTab('peers')}>
            Peers
          </Tab>
          <Tab id="searches" className={cx('tab')} onPress={() => panels.showTab('searches')}>
            Searches
          </Tab>
          <Tab id="files" className={cx('tab')} onPress={() => panels.showTab('files')}>
            Files
          </Tab>
          <Tab id="metrics" className={cx('tab')} onPress={() => panels.showTab('metrics')}>
            Metrics
          </Tab>
        </TabList>
        {open && CONTROLS[tab]}
        <span className={cx('spring')} />
        <Button
          label={open ? 'Fold the panel' : 'Unfold the panel'}
          icon={open ? ChevronDown : ChevronUp}
          words="never"
          shortcut="D"
          onPress={panels.toggleDrawer}
        />
      </div>
      {open && (
        <>
          <TabPanel id="events" className={cx('panel')}>
            <EventsTab />
          </TabPanel>
          <TabPanel id="peers" className={cx('panel')}>
            <PeersTab />
          </TabPanel>
          <TabPanel id="searches" className={cx('panel')}>
            <SearchesTab />
          </TabPanel>
          <TabPanel id="files" className={cx('panel')}>
            <FilesTab />
          </TabPanel>
          <TabPanel id="metrics" className={cx('panel')}>
            <MetricsTab />
          </TabPanel>
        </>
      )}
    </Tabs>
  );
}
