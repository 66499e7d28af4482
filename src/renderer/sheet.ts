import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** The width that the inspector has as a sheet over the canvas. CSS pixels. */
const SHEET_WIDTH = 320;

interface Sheet {
  /** The window is narrower than 1,024 CSS pixels: the inspector lies over the canvas, not beside it. */
  readonly narrow: boolean;
  /** The sheet is open. False in a wide window, where a preference decides. */
  readonly open: boolean;
}

/** Whether the inspector is a sheet over the canvas. A sheet is opened on request, and is closed after a reload. */
export const sheet = createStore<Sheet>(() => ({ narrow: false, open: false }));

export function useSheet<T>(selector: (state: Sheet) => T): T {
  return useStore(sheet, selector);
}

/** Follows the width of the window. */
export function followWidth(): void {
  const query = window.matchMedia('(width < 1024px)');
  const apply = () => sheet.setState({ narrow: query.matches, open: false });
  apply();
  query.addEventListener('change', apply);
}

/** @returns whether there was a sheet to close */
export function closeSheet(): boolean {
  const { open } = sheet.getState();
  if (open) sheet.setState({ open: false });
  return open;
}

/** @returns CSS pixels at the right edge of the canvas that the sheet lies over */
export function coveredBySheet({ open }: Sheet): number {
  return open ? SHEET_WIDTH : 0;
}
