/** The header in which the page sends its key, next to the cookie. A page of another origin cannot set it. */
export const PAGE_KEY_HEADER = 'x-syncpulse-page';
/** The WebSocket subprotocol. The key follows it as a second one, because a page can set no header there. */
export const SOCKET_PROTOCOL = 'syncpulse';
/** Where a login code, sent as `{code}`, is exchanged for `{key}`; once, within a minute. */
export const EXCHANGE_PATH = '/login/key';
/** The page that asks for the token; also where it is sent. */
export const LOGIN_PATH = '/login';
