/** The scheme and host of the window's page. Nothing else is ever served there. */
export const PAGE_SCHEME = 'app';
const PAGE_HOST = 'syncpulse';
export const PAGE_URL = `${PAGE_SCHEME}://${PAGE_HOST}/`;
/** The page that takes the place of one that stops again and again, relative to the page's address. */
export const STOPPED_PAGE = 'stopped.html';

/** @returns whether this is a page of Chromium's developer tools, which no page of the web can be at */
export function isDevTools(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'devtools:';
}

/**
 * @param url an address that a frame shows or wants to go to
 * @param developmentUrl the development server's address, if the page comes from there
 * @returns whether that is a page of this app; anything unreadable is not
 */
export function isOwnPage(url: string, developmentUrl?: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, origin } = new URL(url);
  if (developmentUrl !== undefined) return origin === new URL(developmentUrl).origin;
  return protocol === `${PAGE_SCHEME}:` && host === PAGE_HOST;
}

/** Hosts whose pages may open in the user's browser, and only over https. */
const OUTSIDE_HOSTS: ReadonlySet<string> = new Set(['github.com']);

/** @returns whether a link may be handed to the user's browser */
export function mayOpenOutside(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === 'https:' && OUTSIDE_HOSTS.has(host);
}
