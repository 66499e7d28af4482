import { expect, test } from 'vitest';
import { startTestLab } from '../../../../test/support/api-lab';
import { type Invitation, invitationSchema } from '../../../shared/contract/network';
import { reachable } from './join-info';

test('GET /api/invitation tells where the network is, for whom, and gives whole programs', async () => {
  const { ask, overlay } = await startTestLab();
  const { status, json } = await ask('GET', '/api/invitation');
  expect(status).toBe(200);
  expect(invitationSchema.parse(json)).toEqual(json);
  const invitation = json as Invitation;
  const server = overlay.log.state.bootstrap.address;
  expect(invitation.addresses).toEqual([{ address: server, reach: 'this machine', interface: 'lo' }]);
  expect(invitation.open).toBe(false);
  expect(invitation.starters.map(({ language }) => language)).toEqual(['Python', 'Java', 'Go', 'Node.js']);
  for (const { source, command, file } of invitation.starters) {
    expect(command).toContain(file);
    expect(command).toContain(String(server));
    expect(source).toContain('REG ');
    // What the dialog shows is a program that can ask, and says how.
    expect(source).toContain('search WORDS');
    expect(source).toContain(`${command.replace(/ anna .*/, '')} NAME PORT [BOOTSTRAP_HOST:PORT] [--udp]`);
  }
});

test('a server that is bound to every interface is found at each, other machines first', () => {
  const server = { ip: '192.0.2.7', port: 5000 };
  const interfaces = {
    lo: [{ address: '127.0.0.1' }, { address: '::1' }],
    eth0: [{ address: '192.0.2.7' }, { address: 'fe80::1' }],
    wlan0: [{ address: '198.51.100.4' }],
  };
  expect(reachable('0.0.0.0', server, interfaces)).toEqual([
    { address: '192.0.2.7:5000', reach: 'other machines', interface: 'eth0' },
    { address: '198.51.100.4:5000', reach: 'other machines', interface: 'wlan0' },
    { address: '127.0.0.1:5000', reach: 'this machine', interface: 'lo' },
  ]);
  expect(reachable('127.0.0.1', { ip: '127.0.0.1', port: 5000 }, interfaces)).toEqual([
    { address: '127.0.0.1:5000', reach: 'this machine', interface: 'lo' },
  ]);
});

test('a stopped bootstrap server cannot be joined, and the invitation says nothing else', async () => {
  const { ask, overlay } = await startTestLab();
  await overlay.stopBootstrap();
  const { json } = await ask('GET', '/api/invitation');
  expect(json).toMatchObject({ addresses: [], open: false });
});
