import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Lifetime of a login code in milliseconds, and the maximum number of stored codes. */
const CODE_LIFETIME_MS = 60_000;
const MAX_CODES = 32;

/**
 * What a browser holds after a login. Cookies are sent to every port of a host, so the cookie alone opens only the
 * built page. Commands also need the page key, which the page keeps in the storage of its origin (host and port). Both
 * are derived from the token, so that an open tab works after a restart; the token cannot be derived from them.
 */
export interface BrowserSessions {
  readonly cookieName: string;
  isToken(given: string): boolean;
  isCookie(given: string): boolean;
  isPageKey(given: string): boolean;
  /** @returns a `Set-Cookie` and the next address: it contains a code for one exchange, not the token */
  logIn(): { readonly cookie: string; readonly location: string };
  /** @returns the page key for a code that was issued within the last minute and not yet used; else undefined */
  exchange(code: string): string | undefined;
}

/** @param port is part of the cookie's name, because all ports of a host share their cookies */
export function createBrowserSessions(token: string, port: number): BrowserSessions {
  const derive = (purpose: string) => createHmac('sha256', token).update(purpose).digest('base64url');
  const cookieName = `syncpulse-session-${port}`;
  const cookie = derive('browser cookie');
  const pageKey = derive('page key');
  const codes = new Map<string, number>();

  return {
    cookieName,
    isToken: equalTo(token),
    isCookie: equalTo(cookie),
    isPageKey: equalTo(pageKey),
    logIn() {
      const code = randomBytes(16).toString('base64url');
      codes.set(code, performance.now() + CODE_LIFETIME_MS);
      const [oldest] = codes.keys();
      if (codes.size > MAX_CODES && oldest !== undefined) codes.delete(oldest);
      return {
        cookie: `${cookieName}=${cookie}; HttpOnly; SameSite=Strict; Path=/`,
        location: `/#login=${code}`,
      };
    },
    exchange(code) {
      const expires = codes.get(code);
      codes.delete(code);
      return expires !== undefined && performance.now() < expires ? pageKey : undefined;
    },
  };
}

/** Compares digests, which have one length, in a time that does not depend on where they differ. */
function equalTo(secret: string): (given: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(secret);
  return (given) => timingSafeEqual(digest(given), wanted);
}
