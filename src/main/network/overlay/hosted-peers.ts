import pMap from 'p-map';
import type { PeerId, Place } from '../../../shared/network/events';
import { failed, type Result } from '../../../shared/problem';
import type { Settings } from '../../../shared/settings/settings';
import type { Runtime } from '../../runtime/runtime';
import type { HostedBootstrap } from '../bootstrap/hosted-bootstrap';
import type { ContactWays } from '../external/contact-ways';
import type { Share } from '../files/shared-files';
import type { TransportLayer } from '../frames/frame-transport';
import type { EventSink } from '../log/event-log';
import { advertised } from '../node/addresses';
import { Peer } from '../peer/peer';
import { peersWithinDescriptors } from './descriptors';
import { PortAllocator } from './port-allocator';

/** Peers that leave at once when all of them do. */
const MAX_CONCURRENT_LEAVES = 64;

/** How a peer is opened. */
export interface NewPeer {
  readonly place?: Place | undefined;
  /** Default: the next free one. */
  readonly port?: number | undefined;
  /** Its links are asked for one by one. */
  readonly fixedWiring: boolean;
}

export interface HostedPeersOptions {
  readonly transport: TransportLayer;
  readonly emit: EventSink;
  readonly runtime: Runtime;
  readonly settings: () => Settings;
  readonly bootstrap: HostedBootstrap;
  /** Whether an external peer is known to have ended. */
  readonly isGone: (peer: PeerId) => boolean;
  /** What programs have shown to know. */
  readonly ways: ContactWays;
}

/** The peers that run in this process, each on a port of its own: opened, found, and taken off again. */
export class HostedPeers {
  readonly #options: HostedPeersOptions;
  readonly #peers = new Map<PeerId, Peer>();
  readonly #ports = new PortAllocator();
  /** Peers whose sockets are being opened. */
  #opening = 0;
  #closing = false;

  constructor(options: HostedPeersOptions) {
    this.#options = options;
  }

  get(id: PeerId): Peer | undefined {
    return this.#peers.get(id);
  }

  all(): Peer[] {
    return [...this.#peers.values()];
  }

  /** @returns those that run and share a file of this name */
  holdersOf(file: string): PeerId[] {
    return this.all()
      .filter((peer) => peer.phase !== 'crashed' && peer.files.find(file) !== undefined)
      .map((peer) => peer.id);
  }

  /** Opens a peer, on the next free port unless one is asked for, and gives it what it shares. */
  async open({ place, port, fixedWiring }: NewPeer, name: string, share: Share): Promise<Result<Peer>> {
    if (this.#closing) return failed('cancelled', 'The network is being stopped.');
    if (
      this.#peers.size + this.#opening >=
      peersWithinDescriptors(this.#options.settings().spareDescriptors, this.#options.transport.descriptors)
    ) {
      return failed(
        'out-of-descriptors',
        `This system allows no more than ${this.#peers.size} peers (two open sockets each). Remove some, or raise the limit (ulimit -n) and start again.`,
      );
    }
    const { transport, emit, runtime, settings, bootstrap, isGone, ways } = this.#options;
    const { bindHost, firstPeerPort } = settings();
    const open = (port: number) =>
      Peer.open(
        { ip: bindHost, port },
        {
          name,
          transport,
          emit,
          runtime,
          settings,
          ...{ isGone, ways },
          bootstrap: () => bootstrap.address,
          dialect: bootstrap.dialect,
          identity: (bound) => advertised(bound, settings().advertisedHost),
          fixedWiring,
          ...(place && { place }),
        },
      );
    this.#opening += 1;
    const opened = await (port === undefined
      ? this.#ports.take(firstPeerPort, open)
      : this.#ports.takeOne(port, () => open(port)));
    this.#opening -= 1;
    if (opened.ok) {
      this.#peers.set(opened.value.id, opened.value);
      const shared = await opened.value.files.share(share);
      if (!shared.ok) emit({ type: 'peer:problem', peer: opened.value.id, problem: shared.error });
      // Nobody would close it any more, if it were opened behind the back of a stop.
      if (this.#closing) await this.takeOff(opened.value);
    } else if (port !== undefined && opened.error.code === 'port-in-use') {
      return failed(
        'port-in-use',
        opened.error.sentence,
        await this.#options.transport.nextFreePort({ ip: bindHost, port }),
      );
    }
    return opened;
  }

  /** Closes a peer without a word and takes it off the picture. */
  takeOff(peer: Peer): Promise<void> {
    return this.#takeOff(peer, true);
  }

  /**
   * Takes off a peer whose address the registry has under another name, and opens one with its name and share on
   * another port. The refused port is not given out again: it would be refused again.
   */
  async replace(peer: Peer, how: NewPeer): Promise<Result<Peer>> {
    const share = peer.files.told;
    const opened = await this.open(how, peer.name, share);
    await this.#takeOff(peer, false);
    return opened;
  }

  async #takeOff(peer: Peer, portIsFree: boolean): Promise<void> {
    await peer.close();
    if (!this.#peers.delete(peer.id)) return;
    if (portIsFree) this.#ports.giveBack(peer.address.port);
    this.#options.emit({ type: 'peer:removed', peer: peer.id });
  }

  /** Lets every peer leave in order as far as time allows, then closes all. No other is opened from now on. */
  async close(deadline: AbortSignal): Promise<void> {
    this.#closing = true;
    const farewell = pMap(
      this.all().filter((peer) => peer.phase !== 'crashed'),
      async (peer) => deadline.aborted || peer.leave(),
      { concurrency: MAX_CONCURRENT_LEAVES },
    );
    await Promise.race([farewell, new Promise((resolve) => deadline.addEventListener('abort', resolve))]);
    await Promise.all(this.all().map((peer) => peer.close()));
  }
}
