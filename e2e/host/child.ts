import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** What `--json` prints first. */
export interface Ready {
  readonly ui: string;
  readonly api: string;
  /** `host:port` of the bootstrap server. */
  readonly bootstrap: string;
  readonly token: string;
}

/** Milliseconds in which a program of ours must be ready, and must have ended after a signal. */
const READY_WITHIN = 30_000;
const ENDED_WITHIN = 6_000;

/** The environment of a program under test: its own folder, and nothing that would lead it elsewhere. */
export function environment(home: string, further: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { ELECTRON_RENDERER_URL: _, NODE_OPTIONS: __, ...rest } = process.env;
  return { ...rest, SYNCPULSE_HOME: home, ...further };
}

/** Keeps what a program says and how it ends, for whoever looks into a failed test. */
export class Watched {
  readonly child: ChildProcess;
  #said = '';
  #isWanted = true;

  constructor(child: ChildProcess) {
    this.child = child;
    const keep = (chunk: unknown) => {
      this.#said += String(chunk);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('exit', (code, signal) => keep(`\n[ended with ${code ?? signal}]`));
  }

  get said(): string {
    return this.#said;
  }

  /** Whether it is gone although nobody asked it to end. */
  get hasDied(): boolean {
    const { exitCode, signalCode } = this.child;
    return this.#isWanted && (exitCode !== null || signalCode !== null);
  }

  /** Waits for the ready line. @throws Error with what the program said, when it ends or stays silent instead */
  ready(): Promise<Ready> {
    return new Promise((resolve, reject) => {
      let line = '';
      const fail = (what: string) => {
        clearTimeout(timer);
        this.child.kill('SIGKILL');
        reject(new Error(`the program ${what}; it said:\n${this.#said}`));
      };
      const timer = setTimeout(() => fail('was not ready in time'), READY_WITHIN);
      this.child.once('exit', () => fail('ended'));
      this.child.stdout?.on('data', (chunk) => {
        line += chunk;
        const end = line.indexOf('\n');
        if (end === -1) return;
        clearTimeout(timer);
        resolve(JSON.parse(line.slice(0, end)));
      });
    });
  }

  suspend(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }

  /**
   * Asks it to end, by a signal where nothing else is given.
   *
   * @returns its exit code; null when it had to be killed
   */
  async end(ask: (child: ChildProcess) => void = (child) => child.kill('SIGTERM')): Promise<number | null> {
    const { child } = this;
    this.#isWanted = this.hasDied;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    ask(child);
    const timer = setTimeout(() => child.kill('SIGKILL'), ENDED_WITHIN);
    const code = await ended;
    clearTimeout(timer);
    return code;
  }
}
