import { failed, ok, type Result } from '../../../shared/problem';
import { type Address, type AddressKey, keyOf, parseAddress } from '../../../shared/protocol/address';
import type { Settings } from '../../../shared/settings';
import { advertised } from '../addresses';
import type { ContactWays } from '../contact-ways';
import type { EventSink } from '../event-log';
import { nextFreePort } from '../free-port';
import type { TransportLayer } from '../transport/transport';
import { Turns } from '../turns';
import { BootstrapServer } from './server';
import { ServerManners } from './server-manners';

export interface HostedBootstrapOptions {
  readonly transport: TransportLayer;
  readonly emit: EventSink;
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
  readonly #turns = new Turns<'server'>();
  #server: BootstrapServer | null = null;
  #address: Address;
  #closed = false;
  #elsewhere: boolean;
  /** What is known of the server in use; forgotten when another is used. */
  readonly manners: ServerManners;

  constructor(options: HostedBootstrapOptions) {
    this.#options = options;
    this.#address = this.#addressInSettings();
    this.#elsewhere = options.settings().bootstrapAt !== '';
    this.manners = new ServerManners(() => !this.#elsewhere);
  }

  /** Where peers look for it, also while it is down. */
  get address(): Address {
    return this.#address;
  }

  start(): Promise<Result<{ address: AddressKey }>> {
    return this.#turns.take('server', () => this.#start());
  }

  stop(): Promise<Result> {
    return this.#turns.take('server', () => this.#stop());
  }

  /** Goes to where the settings say now; a server that runs is stopped and started there. */
  move(): Promise<Result> {
    return this.#turns.take('server', async () => {
      const wasElsewhere = this.#elsewhere;
      const wasRunning = this.#server !== null;
      this.#elsewhere = this.#options.settings().bootstrapAt !== '';
      this.manners.forget();
      if (wasRunning) await this.#stop();
      this.#address = this.#addressInSettings();
      if (this.#elsewhere) {
        this.#options.emit({ type: 'bootstrap:elsewhere', address: keyOf(this.#address) });
        return ok();
      }
      if (!wasRunning && !wasElsewhere) return ok();
      const started = await this.#start();
      return started.ok ? ok() : started;
    });
  }

  /** Starts the one here, or says that the one in use is elsewhere. */
  async open(): Promise<void> {
    if (this.#elsewhere) this.#options.emit({ type: 'bootstrap:elsewhere', address: keyOf(this.#address) });
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
    const { transport, emit, settings, ways, own } = this.#options;
    const { bootstrapAt, advertisedHost } = settings();
    if (bootstrapAt !== '') {
      return failed(
        'not-possible-now',
        `This network uses the bootstrap server at ${bootstrapAt}. Clear that address in the settings to run one here.`,
      );
    }
    const { bindHost: ip, bootstrapPort: port } = settings();
    const opened = await BootstrapServer.open(
      { ip, port },
      {
        transport,
        emit,
        settings,
        random: Math.random,
        ...(ways && { ways }),
        ...(own && { own }),
        identity: (bound) => advertised(bound, advertisedHost),
      },
    );
    if (!opened.ok) {
      const { code, sentence } = opened.error;
      const free = code === 'port-in-use' ? await nextFreePort({ ip, port }) : undefined;
      const problem = failed(code, `The bootstrap server cannot start. ${sentence}`, free).error;
      emit({ type: 'bootstrap:failed', problem });
      return { ok: false, error: problem };
    }
    this.#server = opened.value;
    this.#address = opened.value.address;
    return ok({ address: keyOf(opened.value.address) });
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
    const elsewhere = parseAddress(bootstrapAt);
    return elsewhere.ok
      ? elsewhere.address
      : advertised({ ip: bindHost, port: bootstrapPort }, advertisedHost);
  }
}
