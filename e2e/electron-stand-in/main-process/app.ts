import { mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { LoudEmitter, loud, Preventable, UnknownToStandInError } from './loud';

interface Closable {
  close(): void;
  isDestroyed(): boolean;
}

const EVENTS = [
  'activate',
  'before-quit',
  'open-file',
  'quit',
  'ready',
  'second-instance',
  'web-contents-created',
  'will-quit',
  'window-all-closed',
];

/** The app object: paths, the single-instance lock, and Electron's order of events on the way out. */
export class App extends LoudEmitter {
  readonly isPackaged = false;
  readonly #paths = new Map<string, string>();
  readonly #windows: Set<Closable>;
  #ready = false;
  #quitting = false;
  #isSandboxedEverywhere = false;
  readonly commandLine = loud('commandLine', {
    hasSwitch: (name: string) => process.argv.includes(`--${name}`),
  });

  constructor(windows: Set<Closable>) {
    super('app', EVENTS);
    this.#windows = windows;
    process.on('SIGTERM', () => this.quit());
    process.on('SIGINT', () => this.quit());
    setImmediate(() => {
      this.#ready = true;
      this.emit('ready');
    });
  }

  whenReady(): Promise<void> {
    return this.#ready ? Promise.resolve() : new Promise((resolve) => this.once('ready', () => resolve()));
  }

  isReady(): boolean {
    return this.#ready;
  }

  enableSandbox(): void {
    if (this.#ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.#isSandboxedEverywhere = true;
  }

  /** Whether Chromium ends every page at once: with `--no-sandbox`, no page can be given the sandbox it is asked for. */
  get endsEveryPage(): boolean {
    return this.#isSandboxedEverywhere && this.commandLine.hasSwitch('no-sandbox');
  }

  getVersion(): string {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
    return version;
  }

  setPath(name: string, path: string): void {
    if (name !== 'userData') throw new UnknownToStandInError(`app.setPath('${name}')`);
    if (!isAbsolute(path)) throw new Error('Path must be absolute');
    mkdirSync(path, { recursive: true });
    this.#paths.set(name, path);
  }

  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new UnknownToStandInError(`app.getPath('${name}') before it was set`);
    return path;
  }

  setAboutPanelOptions(): void {}
  setAppUserModelId(): void {}
  focus(): void {}

  /** A file with the owner's process id, in the folder that Electron keys its lock on too. */
  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    const lock = join(folder, 'stand-in.lock');
    const knock = join(folder, 'stand-in.knock');
    const owner = ownerOf(lock);
    if (owner !== undefined) {
      writeFileSync(knock, JSON.stringify({ argv: process.argv, workingDirectory: process.cwd() }));
      return false;
    }
    writeFileSync(lock, String(process.pid));
    writeFileSync(knock, '');
    watch(folder, (_event, file) => {
      const said = file === 'stand-in.knock' ? readFileSync(knock, 'utf8') : '';
      if (said === '') return;
      writeFileSync(knock, '');
      const { argv, workingDirectory } = JSON.parse(said);
      // Electron holds it back until the app is ready.
      void this.whenReady().then(() =>
        this.emit('second-instance', new Preventable(), argv, workingDirectory, undefined),
      );
    }).unref();
    return true;
  }

  quit(): void {
    if (this.#quitting) return;
    const before = new Preventable();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.#quitting = true;
    for (const window of this.#windows) window.close();
    if (this.#windows.size > 0) {
      this.#quitting = false;
      return;
    }
    this.#end();
  }

  exit(code = 0): void {
    this.emit('quit', new Preventable(), code);
    process.exit(code);
  }

  /** A window has gone. */
  afterClose(): void {
    if (this.#windows.size > 0 || this.#quitting) return;
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }

  #end(): void {
    const will = new Preventable();
    this.emit('will-quit', will);
    if (will.defaultPrevented) this.#quitting = false;
    else this.exit(0);
  }
}

/** @returns the process that holds the lock, if it lives */
function ownerOf(lock: string): number | undefined {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}
