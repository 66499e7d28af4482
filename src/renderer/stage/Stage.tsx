import { useCallback, useMemo } from 'react';
import { addPeers, connectPeers, recordMove } from '../actions/commands';
import { setCanvas } from '../canvas-handle';
import { classNames } from '../components/class-names';
import type { GraphHandlers } from '../graph/graph-input';
import type { GraphView } from '../graph/graph-view';
import { openMenu } from '../menus/context-menu';
import { Notices } from '../notices/Notices';
import { AnatomyBar } from '../search/AnatomyBar';
import { Canvas } from './Canvas';
import { ConnectionLost } from './ConnectionLost';
import { EmptyNetwork } from './EmptyNetwork';
import { noteFileTraffic } from './file-traffic';
import { graphInput } from './graph-input-of-window';
import css from './Stage.module.css';

const cx = classNames(css);

/** The canvas, and the little that may stand over it. */
export function Stage() {
  const handlers = useMemo<GraphHandlers>(
    () => ({
      addPeerAt: (place) => void addPeers({ place }),
      connect: (from, to) => void connectPeers(from, to),
      moved: recordMove,
      openMenu,
      fileMoved: noteFileTraffic,
    }),
    [],
  );
  const onReady = useCallback((view: GraphView | null) => setCanvas(view), []);
  return (
    <section className={cx('stage')} aria-label="Network">
      <Canvas input={graphInput} handlers={handlers} onReady={onReady} />
      <EmptyNetwork />
      <AnatomyBar />
      <ConnectionLost />
      <Notices />
    </section>
  );
}
