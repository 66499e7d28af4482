import { failed, ok, type Result } from '../../../shared/problem';
import { type Address, type AddressKey, keyOf, parseAddress } from '../../../shared/protocol/address';
import type { Offer } from '../../../shared/protocol/message';
import type { Settings } from '../../../shared/settings/settings';
import type { Runtime } from '../../runtime/runtime';
import type { ContactWays } from '../external/contact-ways';
import type { TransportLayer } from '../frames/frame-transport';
import type { EventSink } from '../log/event-log';
import { advertised } from '../node/addresses';
import { KeyedMutex } from '../node/keyed-mutex';
import { BootstrapServer } from './server';
import { ServerDialect } from './server-dialect';

export interface HostedBootstrapOptions {
  readonly transport: TransportLayer;
  readonly emit: EventSink;
  readonly runtime: Runtime;
  readonly settings: () => Settings;
  /** See {@link BootstrapOptions}. */
  readonly ways?: ContactWays;
  readonly own?: (address: Address) => boolean;
}

/**
 * The bootstrap server of this lab, running or not. Starting and stopping take turns; else two could run at once, of
 * which one would never be closed.
 */
export class HostedBootstrap {
  readonly #options: HostedBootstrapOptions;
  readonly #turns = new KeyedMutex<'server'>();
  #server: BootstrapServer | null = null;
  #address: Address;
  #closed = false;
  #remote: boolean;
  /** What is known of the server in use; forgotten when another is used. */
  readonly dialect: ServerDialect;

  constructor(options: HostedBootstrapOptions) {
    this.#options = options;
    this.#address = this.#addressInSettings();
    this.#remote = options.settings().bootstrapAt !== '';
    this.dialect = new ServerDialect(() => !this.#remote);
  }

  /** Where peers look for it, also while it is down. */
  get address(): Address {
    return this.#address;
  }

  start(): Promise<Result<{ address: AddressKey }>> {
    return this.#turns.run('server', () => this.#start());
  }

  stop(): Promise<Result> {
    return this.#turns.run('server', () => this.#stop());
  }

  /**
   * Goes to where other settings say. The new place is opened before the old one is closed, and registered peers stay
   * registered. Whatever fails, the server is where it was.
   *
   * @param next the settings that are to be in force
   * @param commit puts them in force; what it refuses is undone
   */
  move(next: Settings, commit: () => Promise<Result>): Promise<Result> {
    return this.#turns.run('server', () => this.#move(next, commit));
  }

  async #move(next: Settings, commit: () => Promise<Result>): Promise<Result> {
    if (this.#closed) return failed('cancelled', 'The network is being stopped.');
    const old = this.#server;
    const remote = next.bootstrapAt !== '';
    const starts = !remote && (old !== null || this.#remote);
    if (old && !remote && this.#isAt(old, next)) return commit();

    // A port that the old server holds can be bound once more only after it is free.
    const samePort = old !== null && starts && next.bootstrapPort === old.address.port;
    const entries = old?.entries() ?? [];
    if (samePort) await old.stop();
    const opened = starts ? await this.#openAt(next) : null;
    const restore = async () => {
      if (opened?.ok) await opened.value.stop();
      if (!samePort) return;
      this.#server = null;
      const again = await this.#openAt({ ...this.#options.settings(), bootstrapPort: old.address.port });
      if (again.ok) this.#use(again.value, entries);
      else this.#options.emit({ type: 'bootstrap:failed', problem: again.error });
    };
    if (opened && !opened.ok) {
      await restore();
      return opened;
    }
    const committed = await commit();
    if (!committed.ok) {
      await restore();
      return committed;
    }
    this.#remote = remote;
    this.dialect.forget();
    this.#server = null;
    if (old && !samePort) await old.stop();
    this.#address = this.#addressInSettings();
    if (opened) this.#use(opened.value, entries);
    else if (remote) this.#options.emit({ type: 'bootstrap:elsewhere', address: keyOf(this.#address) });
    return ok();
  }

  /** @returns whether a running server is already where settings want it */
  #isAt(server: BootstrapServer, next: Settings): boolean {
    const now = this.#options.settings();
    const samePort =
      next.bootstrapPort === server.address.port ||
      (next.bootstrapPort === 0 && now.bootstrapPort === 0) ||
      next.bootstrapPort === now.bootstrapPort;
    return samePort && next.bindHost === now.bindHost && next.advertisedHost === now.advertisedHost;
  }

  #use(server: BootstrapServer, entries: readonly Offer[] = []): void {
    this.#server = server;
    this.#address = server.address;
    server.announce(entries);
  }

  /** Starts the one here, or says that the one in use is elsewhere. */
  async open(): Promise<void> {
    if (this.#remote) this.#options.emit({ type: 'bootstrap:elsewhere', address: keyOf(this.#address) });
    else await this.start();
  }

  /** Takes an entry out of the registry here. @returns whether it was there under that name (any, where none is given) */
  removeEntry(address: Address, name?: string): boolean {
    return this.#server?.removeEntry(address, name) ?? false;
  }

  /** Stops it for good. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.stop();
  }

  async #start(): Promise<Result<{ address: AddressKey }>> {
    if (this.#closed) return failed('cancelled', 'The network is being stopped.');
    if (this.#server) return failed('not-possible-now', 'The bootstrap server is running.');
    const { emit, settings } = this.#options;
    const { bootstrapAt } = settings();
    if (bootstrapAt !== '') {
      return failed(
        'not-possible-now',
        `This network uses the bootstrap server at ${bootstrapAt}. Clear that address in the settings to run one here.`,
      );
    }
    const opened = await this.#openAt(settings());
    if (!opened.ok) {
      emit({ type: 'bootstrap:failed', problem: opened.error });
      return opened;
    }
    this.#use(opened.value);
    return ok({ address: keyOf(opened.value.address) });
  }

  /** Opens a server that answers nobody yet. @returns it, or why not, with a free port where that helps */
  async #openAt({
    bindHost: ip,
    bootstrapPort: port,
    advertisedHost,
  }: Settings): Promise<Result<BootstrapServer>> {
    const { transport, emit, settings, runtime, ways, own } = this.#options;
    const opened = await BootstrapServer.open(
      { ip, port },
      {
        transport,
        emit,
        settings,
        runtime,
        ...(ways && { ways }),
        ...(own && { own }),
        identity: (bound) => advertised(bound, advertisedHost),
        quiet: true,
      },
    );
    if (opened.ok) return opened;
    const { code, sentence } = opened.error;
    const free = code === 'port-in-use' ? await transport.nextFreePort({ ip, port }) : undefined;
    return failed(code, `The bootstrap server cannot start. ${sentence}`, free);
  }

  async #stop(): Promise<Result> {
    const server = this.#server;
    if (!server) return failed('not-possible-now', 'The bootstrap server is not running.');
    this.#server = null;
    await server.stop();
    return ok();
  }

  #addressInSettings(): Address {
    const { bindHost, bootstrapPort, advertisedHost, bootstrapAt } = this.#options.settings();
    const remote = parseAddress(bootstrapAt);
    return remote.ok ? remote.address : advertised({ ip: bindHost, port: bootstrapPort }, advertisedHost);
  }
}
