import { useEffect, useRef } from 'react';
import { classNames } from '../components/class-names';
import type { Palette } from '../graph/palette';
import { readPalette, watchTheme } from '../graph/palette';
import css from './Legend.module.css';

const cx = classNames(css);

const WIDTH = 28;
const HEIGHT = 18;

interface MarkIconProps {
  /** Paints into 28 × 18 CSS pixels, with the painter that paints the canvas: the legend cannot disagree with it. */
  readonly paint: (context: CanvasRenderingContext2D, palette: Palette) => void;
}

export function MarkIcon({ paint }: MarkIconProps) {
  const element = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const draw = () => {
      const canvas = element.current;
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return;
      const ratio = window.devicePixelRatio;
      canvas.width = Math.round(WIDTH * ratio);
      canvas.height = Math.round(HEIGHT * ratio);
      context.scale(ratio, ratio);
      paint(context, readPalette(canvas));
    };
    draw();
    return watchTheme(draw);
  }, [paint]);
  return (
    <span className={cx('icon')} aria-hidden="true">
      <canvas ref={element} className={cx('icon')} />
    </span>
  );
}
