import type { Bounds, WindowFacts } from '../messages';
import type { App } from './app';
import { checkOptions, LoudEmitter, loud, Preventable, UnknownToStandInError } from './loud';
import { WebContents } from './web-contents';
import { order } from './wire';

type Options = Electron.BrowserWindowConstructorOptions;

const OPTIONS = [
  'backgroundColor',
  'height',
  'icon',
  'minHeight',
  'minWidth',
  'show',
  'title',
  'webPreferences',
  'width',
  'x',
  'y',
];
const WEB_PREFERENCES = [
  'backgroundThrottling',
  'contextIsolation',
  'nodeIntegration',
  'nodeIntegrationInSubFrames',
  'nodeIntegrationInWorker',
  'preload',
  'sandbox',
  'spellcheck',
  'webSecurity',
  'webviewTag',
];
const EVENTS = ['close', 'closed', 'ready-to-show'];
const FRAME = { width: 0, height: 0 };

const open = new Map<number, BrowserWindow>();
/** The same windows, as the app closes them when it quits. */
export const openWindows = new Set<BrowserWindow>();
let application: App | undefined;
let focused: BrowserWindow | null = null;
let last = 0;

export function windowsBelongTo(app: App): void {
  application = app;
}

export function windowOf(id: number): BrowserWindow | undefined {
  return open.get(id);
}

/** A window's state is kept here; its picture is a page of a real Chromium in the test process. */
export class BrowserWindow extends LoudEmitter {
  readonly id = ++last;
  readonly contents = new WebContents(this.id);
  readonly webContents = loud('webContents', this.contents);
  readonly #options: Options;
  #bounds: Bounds;
  #maximized = false;
  #minimized = false;
  #visible: boolean;
  #destroyed = false;

  static getAllWindows(): BrowserWindow[] {
    return [...open.values()];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return focused;
  }

  constructor(options: Options) {
    super('BrowserWindow', EVENTS);
    checkOptions('BrowserWindow', options, OPTIONS);
    checkOptions('webPreferences', options.webPreferences ?? {}, WEB_PREFERENCES);
    // The stand-in has neither preloads in frames within a page nor guests.
    for (const off of ['nodeIntegrationInSubFrames', 'webviewTag'] as const)
      if (options.webPreferences?.[off]) throw new UnknownToStandInError(`webPreferences.${off} switched on`);
    this.#options = options;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width: width - FRAME.width, height: height - FRAME.height };
    this.#visible = options.show ?? true;
    open.set(this.id, this);
    openWindows.add(this);
    order({
      do: 'open-window',
      window: this.id,
      width,
      height,
      preload: options.webPreferences?.preload ?? '',
    });
    if (this.#visible) order({ do: 'show', window: this.id });
    application?.emit('web-contents-created', new Preventable(), this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    if (application?.endsEveryPage) {
      setImmediate(() => this.contents.hasGone('launch-failed'));
      throw new Error(`ERR_FAILED (-2) loading '${url}'`);
    }
    await this.contents.load(url);
    if (this.#destroyed) return;
    // As on Wayland, where it may never come (electron #48859).
    if (process.env['STAND_IN_NEVER_READY_TO_SHOW'] === undefined) this.emit('ready-to-show');
    this.contents.emit('did-finish-load');
  }

  show(): void {
    this.#visible = true;
    order({ do: 'show', window: this.id });
    this.focus();
  }

  focus(): void {
    // The system gives no focus to what is not on the screen.
    if (this.#visible && !this.#minimized) focused = this;
  }

  maximize(): void {
    this.#maximized = true;
  }

  isMaximized(): boolean {
    return this.#maximized;
  }

  isMinimized(): boolean {
    return this.#minimized;
  }

  minimize(): void {
    this.#minimized = true;
    if (focused === this) focused = null;
  }

  restore(): void {
    this.#minimized = false;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  getNormalBounds(): Bounds {
    return this.#bounds;
  }

  setBounds(bounds: Bounds): void {
    this.#bounds = bounds;
  }

  setTitle(title: string): void {
    this.#options.title = title;
  }

  setBackgroundColor(color: string): void {
    this.#options.backgroundColor = color;
  }

  close(): void {
    const event = new Preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return;
    order({ do: 'close-window', window: this.id });
    this.hasClosed();
  }

  hasClosed(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    open.delete(this.id);
    openWindows.delete(this);
    if (focused === this) focused = null;
    this.emit('closed');
    application?.afterClose();
  }

  facts(): WindowFacts {
    const { title = '', webPreferences = {} } = this.#options;
    return {
      id: this.id,
      bounds: this.#bounds,
      title,
      visible: this.#visible,
      minimized: this.#minimized,
      focused: focused === this,
      webPreferences: { ...webPreferences },
    };
  }
}
