import { LoudEmitter, loud, Preventable } from './loud';
import { transfer } from './ports';
import { fromPage, toPage } from './protocol';
import { order } from './wire';

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

const EVENTS = [
  'did-finish-load',
  'render-process-gone',
  'will-attach-webview',
  'will-frame-navigate',
  'will-redirect',
];

/** The frame that a page shows in. Preloads run in main frames alone, so only main frames send. */
export class Frame {
  readonly parent = null;
  readonly url: string;
  readonly #window: number;

  constructor(window: number, url: string) {
    this.#window = window;
    this.url = fromPage(url);
  }

  get origin(): string {
    const { protocol, host } = new URL(this.url);
    return `${protocol}//${host}`;
  }

  postMessage(channel: string, message: unknown, ports: readonly unknown[] = []): void {
    transfer(ports, (ids) => order({ do: 'post', window: this.#window, channel, message, ports: ids }));
  }
}

export class WebContents extends LoudEmitter {
  readonly id: number;
  #url = '';
  #open: OpenHandler = () => ({ action: 'allow' });
  #loading: { resolve: () => void; reject: (reason: Error) => void } | undefined;

  constructor(id: number) {
    super('webContents', EVENTS);
    this.id = id;
  }

  getURL(): string {
    return this.#url;
  }

  /** The page's process has ended. */
  hasGone(reason: string): void {
    this.emit('render-process-gone', new Preventable(), { reason, exitCode: 1 });
  }

  send(channel: string, message: unknown): void {
    order({ do: 'post', window: this.id, channel, message, ports: [] });
  }

  reload(): void {
    order({ do: 'reload', window: this.id });
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#open = handler;
  }

  async load(url: string): Promise<void> {
    const address = await toPage(url);
    const loaded = new Promise<void>((resolve, reject) => {
      this.#loading = { resolve, reject };
    });
    order({ do: 'load', window: this.id, url: address });
    await loaded;
  }

  hasLoaded(url: string): void {
    this.#url = fromPage(url);
    this.#loading?.resolve();
    this.#loading = undefined;
  }

  hasFailed(reason: string): void {
    this.#loading?.reject(new Error(reason));
    this.#loading = undefined;
  }

  /** @returns whether the page may go there: nobody who listens objects */
  mayNavigate(url: string, isMainFrame: boolean): boolean {
    const event = Object.assign(new Preventable(), {
      url: fromPage(url),
      isSameDocument: false,
      isMainFrame,
    });
    this.emit('will-frame-navigate', loud('will-frame-navigate', event));
    return !event.defaultPrevented;
  }

  mayOpen(url: string): boolean {
    return this.#open(loud('window open details', { url: fromPage(url) })).action === 'allow';
  }
}
