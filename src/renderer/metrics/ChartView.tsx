import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import type { Chart, ChartSize, PlotArea, Readout } from '../../shared/charts/chart-frame';
import type { ChartTheme } from '../../shared/charts/theme';
import { classNames } from '../components/class-names';
import css from './ChartView.module.css';
import { useChartTheme } from './chart-theme';
import { SvgTree } from './SvgTree';

const cx = classNames(css);

interface ChartViewProps {
  readonly label: string;
  /** CSS pixels; as wide as there is room. */
  readonly height: number;
  readonly draw: (look: { readonly size: ChartSize; readonly theme: ChartTheme }) => Chart;
}

/** Share of the width that an arrow key goes. */
const KEY_STEP = 0.02;

/** A chart as wide as its place, with the values under the pointer, or where the arrow keys have gone. */
export function ChartView({ label, height, draw }: ChartViewProps) {
  const theme = useChartTheme();
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [at, setAt] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const measure = () => setWidth(Math.floor(element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const chart = width === 0 ? null : draw({ size: { width, height }, theme });
  const onPointerMove = (event: PointerEvent<HTMLElement>) =>
    setAt(event.clientX - event.currentTarget.getBoundingClientRect().left);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!chart || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    event.stopPropagation();
    const { left, width: across } = chart.area;
    const step = across * KEY_STEP * (event.key === 'ArrowLeft' ? -1 : 1);
    setAt(Math.min(left + across, Math.max(left, (at ?? left) + step)));
  };
  const area = chart?.area;
  const readout = chart && area && at !== null && within(area, at) ? chart.readAt(at) : null;
  return (
    <div
      ref={place}
      className={cx('chart')}
      style={{ height }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={area && at !== null ? Math.round((100 * (at - area.left)) / area.width) : 0}
      aria-valuetext={readout ? wordsOf(readout) : 'Arrow keys read values off the curve.'}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setAt(null)}
      onKeyDown={onKeyDown}
      onBlur={() => setAt(null)}
    >
      {chart && <SvgTree node={chart.root} />}
      {area && readout && <Shown readout={readout} area={area} width={width} />}
    </div>
  );
}

function within({ left, width }: PlotArea, at: number): boolean {
  return at >= left && at <= left + width;
}

function wordsOf({ heading, readings }: Readout): string {
  return [heading, ...readings.map(({ words }) => words)].join('; ');
}

interface ShownProps {
  readonly readout: Readout;
  readonly area: PlotArea;
  readonly width: number;
}

function Shown({ readout: { x, heading, readings }, area: { top, height }, width }: ShownProps) {
  const side = x > width / 2 ? { right: width - x + 8 } : { left: x + 8 };
  return (
    <>
      <svg className={cx('over')} width={width} height={top + height} aria-hidden="true">
        <line x1={x} x2={x} y1={top} y2={top + height} className={cx('hair')} />
        {readings.map(
          ({ y, colour, words }) =>
            y !== undefined && <circle key={words} cx={x} cy={y} r={3} fill={colour} />,
        )}
      </svg>
      <div className={cx('readings')} style={{ top, ...side }} aria-hidden="true">
        <div>{heading}</div>
        {readings.map(({ words, colour }) => (
          <div key={words} className={cx('reading')}>
            <span className={cx('dot')} style={{ background: colour }} />
            {words}
          </div>
        ))}
      </div>
    </>
  );
}
