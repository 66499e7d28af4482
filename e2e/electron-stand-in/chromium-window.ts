import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import type { PostedMessage, Report } from './messages';
import { decode, encode, type TextForm } from './text-form';

const WORLD = 'preload';
/** Permissions that Chromium and Electron call by the same names. */
const PERMISSIONS = ['clipboard-read', 'geolocation', 'midi', 'notifications'];
const BINDING = 'toShell';
const script = (name: string) => readFileSync(join(import.meta.dirname, 'page', name), 'utf8');

interface FromPreload {
  readonly kind: 'sent' | 'port-message' | 'port-closed' | 'unknown';
  readonly channel: string;
  readonly args: readonly TextForm[];
  readonly port: number;
  readonly data: TextForm;
  readonly what: string;
}

export interface WindowOffice {
  tell(report: Report): void;
  mayNavigate(url: string, isMainFrame: boolean): Promise<boolean>;
  /** @returns for each permission, by Electron's name, whether the app grants it */
  permissions(origin: string, names: readonly string[]): Promise<readonly boolean[]>;
  /** A page opens a window; Electron asks the app what to do. */
  opensWindow(url: string): Promise<void>;
  /** The app did something that the stand-in does not know; the run must fail. */
  fail(reason: string): void;
}

/** One BrowserWindow's picture: a page with the preload in a world of its own, joined to the main process. */
export class ChromiumWindow {
  readonly page: Page;
  /** Resolves once the app has loaded something in it and has shown it: what is not shown is not painted. */
  readonly seen: Promise<void>;
  /** A crashed page is of no more use; Electron would give the window a new one, and so does the stand-in. */
  hasCrashed = false;
  readonly #id: number;
  readonly #session: CDPSession;
  readonly #office: WindowOffice;
  /** The preload's execution context in the main frame's present document. */
  #world: number | undefined;
  #mainFrame = '';
  #ports = new Set<number>();
  /** Where the app itself has sent the window: nobody is asked about that. */
  #ordered: string | undefined;

  #hasLoaded: () => void = () => {};
  #hasShown: () => void = () => {};

  private constructor(id: number, page: Page, session: CDPSession, office: WindowOffice) {
    this.#id = id;
    this.page = page;
    this.#session = session;
    this.#office = office;
    const loaded = new Promise<void>((resolve) => {
      this.#hasLoaded = resolve;
    });
    const shown = new Promise<void>((resolve) => {
      this.#hasShown = resolve;
    });
    this.seen = Promise.all([loaded, shown]).then(() => {});
  }

  static async open(id: number, page: Page, preload: string, office: WindowOffice): Promise<ChromiumWindow> {
    const session = await page.context().newCDPSession(page);
    const window = new ChromiumWindow(id, page, session, office);
    await window.#prepare(preload);
    return window;
  }

  async #prepare(preload: string): Promise<void> {
    const session = this.#session;
    const { frameTree } = await session.send('Page.getFrameTree');
    this.#mainFrame = frameTree.frame.id;
    session.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = context.auxData as { frameId?: string };
      if (context.name === WORLD && frameId === this.#mainFrame) this.#world = context.id;
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#world) this.#forgetDocument();
    });
    session.on('Runtime.executionContextsCleared', () => this.#forgetDocument());
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      // A document that has just gone may still be heard: only the present one speaks for the window.
      if (name === BINDING && executionContextId === this.#world) this.#hear(JSON.parse(payload));
    });
    await session.send('Runtime.enable');
    await session.send('Page.enable');
    await session.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD });
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: script('main-world.js') });
    const source = `{
      const PLATFORM = ${JSON.stringify(process.platform)};
      const preload = function (require, module, exports, process) {\n${readFileSync(preload, 'utf8')}\n};
      ${script('preload-world.js')}
    }`;
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD });
    session.on('Page.windowOpen', ({ url }) => void this.#office.opensWindow(url));
    session.on('Fetch.requestPaused', (event) => void this.#decide(event));
    await session.send('Fetch.enable', { patterns: [{ resourceType: 'Document', requestStage: 'Request' }] });
    this.page.on('crash', () => {
      this.#forgetDocument();
      this.hasCrashed = true;
      this.#office.tell({ tell: 'crashed', window: this.#id });
    });
    this.page.on('close', () => {
      if (!this.hasCrashed) this.#office.tell({ tell: 'closed', window: this.#id });
    });
  }

  /** A document is asked for: the app's own orders pass, everything else the app may prevent. */
  async #decide({
    requestId,
    request,
    frameId,
  }: {
    requestId: string;
    request: { url: string };
    frameId: string;
  }) {
    const isMainFrame = frameId === this.#mainFrame;
    const isOrdered = isMainFrame && request.url === this.#ordered;
    if (isMainFrame) this.#ordered = undefined;
    const allowed = isOrdered || (await this.#office.mayNavigate(request.url, isMainFrame));
    const answer = allowed
      ? this.#session.send('Fetch.continueRequest', { requestId })
      : this.#session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    await answer.catch(() => {});
  }

  #forgetDocument(): void {
    this.#world = undefined;
    for (const port of this.#ports) this.#office.tell({ tell: 'port-closed', port });
    this.#ports.clear();
  }

  #hear(message: FromPreload): void {
    const window = this.#id;
    switch (message.kind) {
      case 'sent': {
        const { channel, args } = message;
        const frameUrl = this.page.mainFrame().url();
        return this.#office.tell({ tell: 'sent', window, frameUrl, channel, args: args.map(decode) });
      }
      case 'port-message':
        return this.#office.tell({ tell: 'port-message', port: message.port, data: decode(message.data) });
      case 'port-closed':
        this.#ports.delete(message.port);
        return this.#office.tell({ tell: 'port-closed', port: message.port });
      case 'unknown':
        return this.#office.fail(message.what);
    }
  }

  async load(url: string): Promise<void> {
    this.#ordered = url;
    try {
      await this.#setPermissions(new URL(url).origin);
      await this.page.goto(url);
      this.#hasLoaded();
      this.#office.tell({ tell: 'loaded', window: this.#id, url });
    } catch (error) {
      this.#office.tell({ tell: 'load-failed', window: this.#id, reason: String(error) });
    }
  }

  /** Sets Chromium's permissions to what the app says. They hold for as long as this session does. */
  async #setPermissions(origin: string): Promise<void> {
    const granted = await this.#office.permissions(origin, PERMISSIONS);
    for (const [index, name] of PERMISSIONS.entries()) {
      const setting = granted[index] ? 'granted' : 'denied';
      await this.#session.send('Browser.setPermission', { permission: { name }, setting, origin });
    }
  }

  show(): void {
    this.#hasShown();
  }

  async reload(): Promise<void> {
    this.#ordered = this.page.url();
    await this.page.reload().catch(() => {});
  }

  post({ channel, message, ports }: PostedMessage): void {
    for (const port of ports) this.#ports.add(port);
    this.#say({ kind: 'post', channel, message: encode(message), ports });
  }

  postToPort(port: number, data: unknown): void {
    if (this.#ports.has(port)) this.#say({ kind: 'post-to-port', port, data: encode(data) });
  }

  closePort(port: number): void {
    if (this.#ports.delete(port)) this.#say({ kind: 'close-port', port });
  }

  /** Sends go out in the order in which they are asked for; one to a document that is going is lost, as in Electron. */
  #say(message: object): void {
    if (this.#world === undefined) return;
    const expression = `fromShell(${JSON.stringify(JSON.stringify(message))})`;
    this.#session.send('Runtime.evaluate', { expression, contextId: this.#world }).then(
      ({ exceptionDetails }) => {
        if (exceptionDetails)
          this.#office.fail(exceptionDetails.exception?.description ?? exceptionDetails.text);
      },
      () => {},
    );
  }
}
