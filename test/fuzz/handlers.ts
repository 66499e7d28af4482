import { BootstrapServer } from '../../src/main/network/bootstrap/server';
import { ExternalPeers } from '../../src/main/network/external/external-peers';
import { EventLog } from '../../src/main/network/log/event-log';
import { Peer } from '../../src/main/network/peer/peer';
import { seeded } from '../../src/main/runtime/random';
import { systemRuntime } from '../../src/main/runtime/system';
import type { Address } from '../../src/shared/protocol/address';
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings/settings';
import { CaptiveNetwork } from './sandbox';

/** Something that must survive whatever it is given. */
export interface Target {
  /** Takes one input. Whatever it throws is a finding. */
  take(bytes: Uint8Array): void;
  close(): Promise<void>;
}

const AT: Address = { ip: '127.0.0.1', port: 5_000 };
const BOOTSTRAP: Address = { ip: '127.0.0.1', port: 6_001 };
/** Small tables, so that they are full, and empty again, many times. */
const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  bootstrapCapacity: 200,
  tableCapacity: 12,
  requestTimeoutMs: 200,
  requestRetries: 0,
};
/** Inputs between two procedures of the peer, so that answers come while something is asked. */
const PROCEDURE_EVERY = 400;

/** The bootstrap server, its registry and its log. */
export async function bootstrapTarget(): Promise<Target> {
  const network = new CaptiveNetwork();
  const log = new EventLog();
  const external = new ExternalPeers(log);
  const opened = await BootstrapServer.open(AT, {
    transport: network.transport,
    emit: log.emit,
    settings: () => SETTINGS,
    runtime: { ...systemRuntime, random: seeded(1) },
  });
  if (!opened.ok) throw new Error(opened.error.sentence);
  return {
    take: (bytes) => network.say(bytes),
    close: async () => {
      external.stop();
      await opened.value.stop();
    },
  };
}

/** A peer that registers, joins, asks and leaves while it is spoken to, by TCP and UDP in turn. */
export async function peerTarget(): Promise<Target> {
  const network = new CaptiveNetwork();
  const log = new EventLog();
  const external = new ExternalPeers(log);
  let count = 0;
  const opened = await Peer.open(AT, {
    name: 'fuzzed',
    transport: network.transport,
    emit: log.emit,
    runtime: systemRuntime,
    settings: () => ({
      ...SETTINGS,
      transport: count % (8 * PROCEDURE_EVERY) < 4 * PROCEDURE_EVERY ? 'tcp' : 'udp',
    }),
    bootstrap: () => BOOTSTRAP,
  });
  if (!opened.ok) throw new Error(opened.error.sentence);
  const peer = opened.value;
  const other: Address = { ip: '127.0.0.1', port: 6_002 };
  const procedures = [
    () => peer.join(),
    () => peer.ping(other),
    () => peer.connect(other),
    () => peer.register(),
    () => peer.disconnect(other),
    () => peer.leave(),
  ];
  return {
    take: (bytes) => {
      if (count % PROCEDURE_EVERY === 0) void procedures[(count / PROCEDURE_EVERY) % procedures.length]?.();
      count += 1;
      network.say(bytes);
    },
    close: async () => {
      external.stop();
      await peer.close();
    },
  };
}
