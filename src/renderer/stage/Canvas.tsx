import { useEffect, useRef } from 'react';
import { classNames } from '../components/class-names';
import type { GraphHandlers, GraphInput } from '../graph/graph-input';
import { GraphView } from '../graph/graph-view';
import type { GraphPicture } from '../graph/picture';
import css from './Canvas.module.css';
import { CanvasControls } from './CanvasControls';
import { Legend } from './Legend';

const cx = classNames(css);

declare global {
  /** A read-only handle for tests and for the console of the developer tools. */
  var syncPulse: { readonly picture: () => GraphPicture } | undefined;
}

interface CanvasProps {
  /** What is drawn. A new object is a new graph. */
  readonly input: GraphInput;
  readonly handlers: GraphHandlers;
  /** Called with the view once it is there, and with null when it goes. */
  readonly onReady?: (view: GraphView | null) => void;
}

/** The place of the picture in the window. What is in it is drawn by {@link GraphView}, outside React. */
export function Canvas({ input, handlers, onReady }: CanvasProps) {
  const whole = useRef<HTMLDivElement>(null);
  const container = useRef<HTMLDivElement>(null);
  const minimap = useRef<HTMLCanvasElement>(null);
  const legend = useRef<HTMLElement>(null);
  const latest = useRef({ handlers, onReady });
  useEffect(() => {
    latest.current = { handlers, onReady };
  });
  useEffect(() => {
    if (!whole.current || !container.current || !minimap.current || !legend.current) return;
    const parts = whole.current;
    const over = {
      minimap: minimap.current,
      legend: legend.current,
      all: () => parts.querySelectorAll('[data-over-canvas]'),
    };
    const view = new GraphView(container.current, over, input, {
      addPeerAt: (place) => latest.current.handlers.addPeerAt(place),
      connect: (from, to) => latest.current.handlers.connect(from, to),
      moved: (before, after) => latest.current.handlers.moved(before, after),
      openMenu: (at, target) => latest.current.handlers.openMenu(at, target),
      fileMoved: () => latest.current.handlers.fileMoved(),
    });
    globalThis.syncPulse = { picture: () => view.picture() };
    latest.current.onReady?.(view);
    return () => {
      globalThis.syncPulse = undefined;
      latest.current.onReady?.(null);
      view.destroy();
    };
  }, [input]);
  return (
    <div ref={whole} className={cx('canvas')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an application is interactive; its keys are in keyboard.ts */}
      <div ref={container} className={cx('view')} role="application" tabIndex={0} aria-label="Network" />
      <Legend ref={legend} />
      <CanvasControls />
      <div aria-hidden="true">
        <canvas ref={minimap} className={cx('minimap')} data-over-canvas hidden />
      </div>
    </div>
  );
}
