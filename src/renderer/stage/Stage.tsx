import { useCallback, useMemo } from 'react';
import { addPeers, connectPeers, recordMove } from '../actions/commands';
import { setCanvas } from '../canvas-handle';
import { classNames } from '../components/class-names';
import type { GraphHandlers } from '../graph/graph-input';
import type { GraphView } from '../graph/graph-view';
import { useCurrentLab } from '../lab/context';
import { openMenu } from '../menus/context-menu';
import { Notices } from '../notices/Notices';
import { AnatomyBar } from '../search/AnatomyBar';
import { Canvas } from './Canvas';
import { ConnectionLost } from './ConnectionLost';
import { EmptyNetwork } from './EmptyNetwork';
import { noteFileTraffic } from './file-traffic';
import { graphInputOf } from './lab-graph-input';
import css from './Stage.module.css';

const cx = classNames(css);

/** The canvas, and the little that may stand over it. */
export function Stage() {
  const lab = useCurrentLab();
  const input = useMemo(() => graphInputOf(lab), [lab]);
  const handlers = useMemo<GraphHandlers>(
    () => ({
      addPeerAt: (place) => void addPeers(lab, { place }),
      connect: (from, to) => void connectPeers(lab, from, to),
      moved: (before, after) => recordMove(lab, before, after),
      openMenu: (at, target) => openMenu(lab, at, target),
      fileMoved: () => noteFileTraffic(lab),
    }),
    [lab],
  );
  const onReady = useCallback((view: GraphView | null) => setCanvas(lab, view), [lab]);
  return (
    <section className={cx('stage')} aria-label="Network">
      <Canvas input={input} handlers={handlers} onReady={onReady} />
      <EmptyNetwork />
      <AnatomyBar />
      <ConnectionLost />
      <Notices />
    </section>
  );
}
