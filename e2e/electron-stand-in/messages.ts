/**
 * What crosses between the app's main process (a Node child process in which `electron` is the stand-in) and the
 * test process, which has the Chromium windows. Node's channel carries it by structured clone.
 */

export interface PostedMessage {
  readonly channel: string;
  readonly message: unknown;
  /** Message ports that travel along, by the id that the main process knows them by. */
  readonly ports: readonly number[];
}

/** From the main process to the windows. */
export type Order =
  | {
      readonly do: 'open-window';
      readonly window: number;
      readonly width: number;
      readonly height: number;
      readonly preload: string;
    }
  | { readonly do: 'load'; readonly window: number; readonly url: string }
  | { readonly do: 'reload'; readonly window: number }
  | { readonly do: 'show'; readonly window: number }
  | { readonly do: 'close-window'; readonly window: number }
  | ({ readonly do: 'post'; readonly window: number } & PostedMessage)
  | { readonly do: 'post-to-port'; readonly port: number; readonly data: unknown }
  | { readonly do: 'close-port'; readonly port: number }
  | { readonly do: 'answer'; readonly to: number; readonly value: unknown };

/** From the windows to the main process. */
export type Report =
  | {
      readonly tell: 'sent';
      readonly window: number;
      readonly frameUrl: string;
      readonly channel: string;
      readonly args: readonly unknown[];
    }
  | { readonly tell: 'loaded'; readonly window: number; readonly url: string }
  | { readonly tell: 'load-failed'; readonly window: number; readonly reason: string }
  | { readonly tell: 'crashed'; readonly window: number }
  | { readonly tell: 'closed'; readonly window: number }
  | { readonly tell: 'port-message'; readonly port: number; readonly data: unknown }
  | { readonly tell: 'port-closed'; readonly port: number }
  | { readonly tell: 'asked'; readonly question: number; readonly about: Question };

/** What the windows must know before they go on, and what a test wants to know. */
export type Question =
  | {
      readonly ask: 'may-navigate';
      readonly window: number;
      readonly url: string;
      readonly isMainFrame: boolean;
    }
  | { readonly ask: 'may-open'; readonly window: number; readonly url: string }
  | {
      readonly ask: 'permissions';
      readonly window: number;
      readonly origin: string;
      readonly names: readonly string[];
    }
  | { readonly ask: 'minimize'; readonly window: number }
  | { readonly ask: 'click-menu'; readonly id: string }
  | { readonly ask: 'windows' }
  | { readonly ask: 'set-bounds'; readonly window: number; readonly bounds: Bounds }
  | { readonly ask: 'opened-outside' };

/** Something that the app gave to the desktop: by which call of Electron's `shell`, and the address or the path. */
export interface OpenedOutside {
  readonly by: 'openExternal' | 'openPath' | 'showItemInFolder';
  readonly what: string;
}

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A window as the app made it: its options are kept, so that a test can assert the ones that matter. */
export interface WindowFacts {
  readonly id: number;
  readonly bounds: Bounds;
  readonly title: string;
  readonly visible: boolean;
  readonly minimized: boolean;
  readonly focused: boolean;
  readonly webPreferences: Readonly<Record<string, unknown>>;
}
