import type { Phase } from '../../shared/network/events';
import { classNames } from './class-names';
import css from './PhaseMark.module.css';

const cx = classNames(css);

interface PhaseMarkProps {
  readonly phase: Phase;
  /** A peer that runs elsewhere is a diamond. */
  readonly hosted?: boolean;
  readonly size?: number;
}

/** A phase as the canvas draws it: a colour and a shape, so that neither is needed alone. */
export function PhaseMark({ phase, hosted = true, size = 12 }: PhaseMarkProps) {
  const colour = `var(--phase-${phase})`;
  const outline = { fill: 'none', stroke: colour, strokeWidth: 1.75 };
  const body = (paint: object) =>
    hosted ? <circle cx={6} cy={6} r={4.25} {...paint} /> : <path d="M6 1 11 6 6 11 1 6Z" {...paint} />;
  return (
    <svg className={cx('mark')} width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      {(phase === 'joined' || phase === 'leaving') && body({ fill: colour })}
      {phase === 'listening' && body(outline)}
      {phase === 'left' && body({ ...outline, strokeDasharray: '2.2 1.6' })}
      {(phase === 'registering' || phase === 'joining') && (
        <g className={cx('breathing')}>{body({ ...outline, strokeWidth: 2.5 })}</g>
      )}
      {phase === 'registered' && (
        <>
          {body(outline)}
          <circle cx={6} cy={6} r={2} fill={colour} />
        </>
      )}
      {phase === 'suspended' && (
        <>
          {body(outline)}
          <path d="M6 1.75a4.25 4.25 0 0 1 0 8.5Z" fill={colour} />
        </>
      )}
      {phase === 'crashed' && (
        <path d="M2.5 2.5l7 7m0-7l-7 7" stroke={colour} strokeWidth={2.25} strokeLinecap="round" />
      )}
    </svg>
  );
}
