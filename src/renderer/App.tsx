import { type CSSProperties, useEffect, useRef } from 'react';
import { VisuallyHidden } from 'react-aria-components';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import css from './App.module.css';
import { LAB_ROOT, listenToKeys } from './actions/shortcuts';
import { Announcer } from './announcer/Announcer';
import { classNames } from './components/class-names';
import { Dialogs } from './dialogs/Dialogs';
import { Drawer, FOLDED_DRAWER } from './drawer/Drawer';
import { Inspector } from './inspector/Inspector';
import { InspectorSheet } from './inspector/InspectorSheet';
import { useCurrentLab } from './lab/context';
import { ContextMenu } from './menus/ContextMenu';
import { preferences, usePreferences } from './preferences';
import { useDroppedFiles } from './saved-network/use-dropped-files';
import { coveredBySheet, useSheet } from './sheet';
import { Stage } from './stage/Stage';
import { StatusBar } from './status/StatusBar';
import { Toolbar } from './toolbar/Toolbar';

const cx = classNames(css);

/** The window: toolbar, canvas with inspector, drawer, status bar. */
export function App() {
  const lab = useCurrentLab();
  const covered = useSheet(coveredBySheet);
  useDroppedFiles(lab);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => (root.current ? listenToKeys(lab, root.current) : undefined), [lab]);
  return (
    <div ref={root} className={cx('app')} {...{ [LAB_ROOT]: '' }}>
      <Toolbar />
      <main className={cx('panes')} style={{ '--covered': `${covered}px` } as CSSProperties}>
        <h1>
          <VisuallyHidden>syncPulse</VisuallyHidden>
        </h1>
        <Panes />
        {covered > 0 && <InspectorSheet />}
      </main>
      <StatusBar />
      <Dialogs />
      <ContextMenu />
      <Announcer />
    </div>
  );
}

/**
 * Panes resize by their edges, fold by key, and remember. Sizes are CSS pixels. In a narrow window the inspector is no
 * pane (see InspectorSheet).
 */
function Panes() {
  const narrow = useSheet((state) => state.narrow);
  const inspectorOpen = usePreferences((state) => state.inspectorOpen);
  const drawerOpen = usePreferences((state) => state.drawerOpen);
  const inspector = usePanelRef();
  const drawer = usePanelRef();
  const rows = useDefaultLayout({ id: 'syncpulse:rows', storage: localStorage });
  const columns = useDefaultLayout({
    id: 'syncpulse:columns',
    panelIds: narrow ? ['canvas'] : ['canvas', 'inspector'],
    storage: localStorage,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: in a window that gets wide again the pane is a new one
  useEffect(() => {
    if (inspectorOpen) inspector.current?.expand();
    else inspector.current?.collapse();
  }, [inspectorOpen, inspector, narrow]);
  useEffect(() => {
    if (drawerOpen) drawer.current?.expand();
    else drawer.current?.collapse();
  }, [drawerOpen, drawer]);

  // Who drags a pane shut, or open, has folded it as if by key.
  const note = (key: 'inspectorOpen' | 'drawerOpen', folded: number) => (size: { inPixels: number }) => {
    const open = size.inPixels > folded + 1;
    if (preferences.getState()[key] !== open) preferences.setState({ [key]: open });
  };

  return (
    <Group orientation="vertical" {...rows}>
      <Panel id="upper" minSize={160}>
        {/* A group cannot take a pane that appears later, so another width has another group. */}
        <Group key={narrow ? 'narrow' : 'wide'} orientation="horizontal" {...columns}>
          <Panel id="canvas" minSize={320}>
            <Stage />
          </Panel>
          {!narrow && (
            <>
              <Separator className={cx('edge', 'upright')} aria-label="Width of the inspector" />
              <Panel
                id="inspector"
                panelRef={inspector}
                defaultSize={320}
                minSize={260}
                maxSize={560}
                collapsible
                collapsedSize={0}
                groupResizeBehavior="preserve-pixel-size"
                onResize={note('inspectorOpen', 0)}
              >
                {inspectorOpen && <Inspector />}
              </Panel>
            </>
          )}
        </Group>
      </Panel>
      <Separator className={cx('edge', 'level')} aria-label="Height of the panel below" />
      <Panel
        id="drawer"
        panelRef={drawer}
        defaultSize={208}
        minSize={120}
        collapsible
        collapsedSize={FOLDED_DRAWER}
        groupResizeBehavior="preserve-pixel-size"
        onResize={note('drawerOpen', FOLDED_DRAWER)}
      >
        <Drawer />
      </Panel>
    </Group>
  );
}
