import { render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { LabProvider } from '../../src/renderer/lab/context';
import { createLab, type Lab } from '../../src/renderer/lab/lab';
import { type TestSource, testSource } from '../../src/renderer/lab/test-source';
import type { EventBody } from '../../src/shared/network/events';
import { reduce } from '../../src/shared/network/state/reduce';
import { snapshotOf } from '../../src/shared/network/state/snapshot';
import { emptyState } from '../../src/shared/network/state/state';

export interface Rendered {
  readonly lab: Lab;
  /** The commands that were sent, and what they answer. */
  readonly source: TestSource;
  readonly user: UserEvent;
  /** What happens next in the network. */
  happens(...bodies: EventBody[]): void;
}

/**
 * Renders a panel or a dialog of a window that shows a lab.
 *
 * @param bodies what has happened in the network by then
 */
export function renderInLab(element: ReactElement, ...bodies: EventBody[]): Rendered {
  const source = testSource();
  const lab = createLab(source);
  let network = emptyState();
  const next = (body: EventBody) => {
    const event = { ...body, seq: network.seq + 1, at: Date.now() };
    network = reduce(network, event);
    return event;
  };
  bodies.forEach(next);
  lab.fold({ kind: 'snapshot', snapshot: structuredClone(snapshotOf(network)) });
  render(<LabProvider lab={lab}>{element}</LabProvider>);
  return {
    ...{ lab, source, user: userEvent.setup() },
    happens(...more) {
      const after = network.seq;
      const events = more.map(next);
      lab.fold({ kind: 'batch', after, seq: network.seq, events });
    },
  };
}
