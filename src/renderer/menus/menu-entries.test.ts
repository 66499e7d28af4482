import { expect, test } from 'vitest';
import { emptyState, type NetworkState } from '../../shared/network/state/state';
import { createLab } from '../lab/lab';
import { testSource } from '../lab/test-source';
import { bootstrapMenu } from './menu-entries';

const lab = createLab(testSource());

function possible(phase: NetworkState['bootstrap']['phase']): string[] {
  const network = emptyState();
  const groups = bootstrapMenu(lab, {
    ...network,
    bootstrap: { ...network.bootstrap, phase, address: '127.0.0.1:5000' },
  });
  return groups.flatMap(({ entries }) =>
    entries.filter(({ refusal }) => refusal === null).map(({ id }) => id),
  );
}

test('the menu of the bootstrap server offers what is possible as it stands', () => {
  expect(possible('running')).toEqual(['stop', 'invite', 'copy-bootstrap-address', 'settings']);
  expect(possible('stopped')).toEqual(['start', 'copy-bootstrap-address', 'settings']);
  expect(possible('failed')).toEqual(['start', 'copy-bootstrap-address', 'settings']);
  expect(possible('elsewhere')).toEqual([
    'invite',
    'examine-bootstrap',
    'copy-bootstrap-address',
    'settings',
  ]);
});
