import type { Page } from '@playwright/test';
import type { Bounds, OpenedOutside, WindowFacts } from '../electron-stand-in/messages';
import type { Api } from './api';

/** A whole lab as a test meets it, whichever host runs it. */
export interface RunningLab {
  /** The folder that stands for the user's. */
  readonly home: string;
  readonly api: Api;
  /** The window that opened first. */
  readonly page: Page;
  /** Opens one more window on the same lab, as a person would. */
  newWindow(): Promise<Page>;
  /** Present in the desktop hosts alone. */
  readonly desktop?: DesktopFacts;
  /** What the host itself found wrong; a test with any of it has failed. */
  failures(): readonly string[];
  /** Suspends the program without closing anything, as a debugger does; absent where it is not reachable for that. */
  suspend?(): void;
  /** Lets a suspended program go on. */
  resume?(): void;
  /** All that the program has printed. */
  said(): string;
  /** Quits as a person would. Idempotent. @returns the exit code */
  quit(): Promise<number | null>;
}

interface DesktopFacts {
  /** Only the stand-in can tell how a window was made; the genuine runtime shows it by what a page can do. */
  windows?(): Promise<readonly WindowFacts[]>;
  /** Makes the window's page crash. @returns the page that takes its place; only the stand-in can hand it over */
  crashPage?(): Promise<Page>;
  /** Chooses _Open this lab in a browser_ in the menu. @returns the address that the system was asked to open */
  openInBrowser(): Promise<string>;
  /** Asks the app to end as its launcher does. @returns the exit code; only the stand-in has that channel free */
  quitByLauncher?(): Promise<number | null>;
  /** What the app opened with other programs; only the stand-in reports it, and opens nothing. */
  openedOutside?(): Promise<readonly OpenedOutside[]>;
  /** Chooses an item of the application menu. */
  chooseMenu(id: string): Promise<void>;
  setBounds(bounds: Bounds): Promise<void>;
  bounds(): Promise<Bounds>;
  /** Puts the first window out of sight, as a person would. */
  minimize(): Promise<void>;
  /** Whether the first window is on the screen and has the keyboard. */
  hasFocus(): Promise<boolean>;
  /** Starts the app a second time over the same folder, with further arguments. @returns the exit code of that one */
  startAgain(further?: readonly string[]): Promise<number | null>;
  /** How many windows there are. */
  countWindows(): Promise<number>;
}

export interface LabStart {
  readonly home: string;
  /** Further arguments of the app. */
  readonly args?: readonly string[];
  /** Further variables of its environment. */
  readonly env?: NodeJS.ProcessEnv;
}
