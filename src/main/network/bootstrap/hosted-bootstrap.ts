import { failed, ok, type Result } from '../../../shared/problem';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import type { Settings } from '../../../shared/settings';
import { advertised } from '../addresses';
import type { EventSink } from '../event-log';
import { nextFreePort } from '../free-port';
import type { TransportLayer } from '../transport/transport';
import { Turns } from '../turns';
import { BootstrapServer } from './server';

export interface HostedBootstrapOptions {
  readonly transport: TransportLayer;
  readonly emit: EventSink;
  readonly settings: () => Settings;
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

  constructor(options: HostedBootstrapOptions) {
    this.#options = options;
    this.#address = this.#addressInSettings();
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
      if (!this.#server) {
        this.#address = this.#addressInSettings();
        return ok();
      }
      await this.#stop();
      const started = await this.#start();
      return started.ok ? ok() : started;
    });
  }

  /** Stops it for good. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.stop();
  }

  async #start(): Promise<Result<{ address: AddressKey }>> {
    if (this.#closed) return failed('cancelled', 'The network is being stopped.');
    if (this.#server) return failed('not-possible-now', 'The bootstrap server is running.');
    const { transport, emit, settings } = this.#options;
    const { bindHost: ip, bootstrapPort: port } = settings();
    const opened = await BootstrapServer.open(
      { ip, port },
      { transport, emit, settings, random: Math.random, identity: advertised },
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
    const { bindHost, bootstrapPort } = this.#options.settings();
    return advertised({ ip: bindHost, port: bootstrapPort });
  }
}
