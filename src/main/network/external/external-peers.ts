import type { MessageBody, NetworkEvent, PeerId } from '../../../shared/network/events';
import { tableChangeIn } from '../../../shared/network/state/external-tables';
import type { EventLog } from '../log/event-log';

/**
 * Puts peers that run elsewhere into the picture, by what is heard of them: a REG at our bootstrap server, or a
 * place in the neighbour table of a hosted peer. One that is in neither any longer is taken off again.
 */
export class ExternalPeers {
  readonly #log: EventLog;
  /** Peers that run here, and those that did: what still stands in tables of a crashed one is no external peer. */
  readonly #ours = new Set<PeerId>();
  /** In how many neighbour tables each address stands. */
  readonly #mentions = new Map<PeerId, number>();
  /** Those that answer nobody any longer. */
  readonly #crashed = new Set<PeerId>();
  /** Those that have sent nothing for long and cannot be probed, and when they did last. */
  readonly #quiet = new Map<PeerId, number>();
  /** External peers in the picture, those that sent nothing for longest first. */
  readonly #shown = new Set<PeerId>();
  /** What was received last: a peer becomes known by a REG or a JOIN, which came just before. */
  #last: MessageBody | undefined;
  readonly #unsubscribe: () => void;

  constructor(log: EventLog) {
    this.#log = log;
    this.#unsubscribe = log.subscribe((event) => {
      this.#heard(event);
      this.#noteTable(event);
    });
  }

  stop(): void {
    this.#unsubscribe();
  }

  /** It has sent something, or taken a connection. */
  setAlive(peer: PeerId): void {
    const wasCrashed = this.#crashed.delete(peer);
    const wasQuiet = this.#quiet.delete(peer);
    if (wasCrashed || wasQuiet) this.#lookAgain(peer);
  }

  /** It does not answer what it has answered before. */
  setCrashed(peer: PeerId): void {
    if (this.#crashed.has(peer)) return;
    this.#quiet.delete(peer);
    this.#crashed.add(peer);
    this.#lookAgain(peer);
    this.#clearTable(peer);
  }

  /** It has sent nothing since then (milliseconds since 1970), and whether it lives cannot be told. */
  setQuiet(peer: PeerId, since: number): void {
    if (this.#quiet.get(peer) === since) return;
    this.#crashed.delete(peer);
    this.#quiet.set(peer, since);
    this.#lookAgain(peer);
  }

  #lookAgain(peer: PeerId): void {
    if (this.#log.state.peers.get(peer)?.hosted === false) this.#look(peer);
  }

  #heard(event: NetworkEvent): void {
    switch (event.type) {
      case 'message:received':
        this.#last = event;
        // The most recent sender goes last.
        if (this.#shown.delete(event.from)) this.#shown.add(event.from);
        return this.#noteTransport(event.from);
      case 'peer:added':
        if (event.hosted) this.#ours.add(event.peer);
        return event.hosted ? undefined : this.#show(event.peer);
      case 'peer:removed':
        this.#shown.delete(event.peer);
        this.#forget(event.peer);
        // What the registry has under an address that was ours belongs to somebody else.
        if (!this.#log.state.bootstrap.registry.has(event.peer) || !this.#ours.delete(event.peer)) return;
        return this.#look(event.peer);
      case 'registry:added':
        // Ours register only while they run; an address of a former one now belongs to somebody else.
        if (this.#log.state.peers.get(event.peer)?.hosted) return;
        this.#ours.delete(event.peer);
        this.#forget(event.peer);
        return this.#look(event.peer);
      case 'registry:removed':
        if (!this.#ours.has(event.peer)) this.#look(event.peer);
        return;
      case 'neighbour:added':
      case 'neighbour:removed':
        // What is inferred of an external peer's table is no reason to show anybody.
        if (this.#log.state.peers.get(event.peer)?.hosted === false) return;
        this.#mention(event.neighbour, event.type === 'neighbour:added' ? 1 : -1);
        if (!this.#ours.has(event.neighbour)) this.#look(event.neighbour);
        return;
      case 'bootstrap:stopped':
      case 'bootstrap:elsewhere':
        for (const peer of this.#log.state.peers.values()) if (!peer.hosted) this.#look(peer.id);
        return;
      default:
        return;
    }
  }

  /** Takes others off the picture where it is full: those that crashed before those that are only silent. */
  #show(peer: PeerId): void {
    this.#shown.delete(peer);
    this.#shown.add(peer);
    if (this.#shown.size <= this.#log.state.settings.externalPeers) return;
    const crashed = this.#crashed.values().next().value;
    const oldest =
      crashed !== undefined && this.#shown.has(crashed) ? crashed : this.#shown.values().next().value;
    if (oldest !== undefined) this.#log.emit({ type: 'peer:removed', peer: oldest, reason: 'no-room' });
  }

  #forget(peer: PeerId): void {
    this.#crashed.delete(peer);
    this.#quiet.delete(peer);
  }

  #mention(peer: PeerId, change: 1 | -1): void {
    const count = (this.#mentions.get(peer) ?? 0) + change;
    if (count > 0) this.#mentions.set(peer, count);
    else this.#mentions.delete(peer);
  }

  /** What the wire tells of the table of an external peer becomes an event, so that every watcher shows the same. */
  #noteTable(event: NetworkEvent): void {
    const change = tableChangeIn(event);
    if (!change) return;
    const { peers } = this.#log.state;
    const known = peers.get(change.peer);
    if (known?.hosted !== false || peers.get(change.neighbour)?.hosted !== true) return;
    if (known.neighbours.has(change.neighbour) !== (change.type === 'neighbour:added'))
      this.#log.emit(change);
  }

  /** Its table went with it: when it is back, what it lists is not known. */
  #clearTable(peer: PeerId): void {
    const known = this.#log.state.peers.get(peer);
    if (known?.hosted !== false) return;
    for (const neighbour of [...known.neighbours.keys()]) {
      this.#log.emit({ type: 'neighbour:removed', peer, neighbour, reason: 'crashed' });
    }
  }

  /** Shows by which transport a peer sent last, where that changed. */
  #noteTransport(peer: PeerId): void {
    const known = this.#log.state.peers.get(peer);
    const last = this.#last;
    if (!known || known.hosted || last?.from !== peer || last.transport === known.transport) return;
    this.#log.emit({ type: 'peer:transport', peer, transport: last.transport });
  }

  #look(peer: PeerId): void {
    const { state, emit } = this.#log;
    const registered = state.bootstrap.registry.has(peer);
    const joined = this.#mentions.has(peer);
    const known = state.peers.get(peer);
    if (!registered && !joined) {
      if (known) emit({ type: 'peer:removed', peer });
      return;
    }
    const silentSince = this.#quiet.get(peer);
    const name = state.bootstrap.registry.get(peer) ?? known?.name ?? peer;
    const phase = this.#crashed.has(peer) ? 'crashed' : joined ? 'joined' : 'registered';
    // Whoever JOINs before it registers is known by its address until its REG tells a name.
    if (!known || known.name !== name) {
      const first = this.#last?.from === peer && !known ? this.#last : undefined;
      const heard = first && { verb: first.verb, bytes: first.bytes };
      const standing = { phase, registered } as const;
      emit({ type: 'peer:added', peer, name, hosted: false, standing, ...(heard && { heard }) });
      this.#noteTransport(peer);
    } else if (
      known.phase !== phase ||
      known.registered !== registered ||
      known.silentSince !== silentSince
    ) {
      emit({
        ...{ type: 'peer:phase-changed', peer, phase, registered },
        ...(silentSince !== undefined && { silentSince }),
      });
    }
  }
}
