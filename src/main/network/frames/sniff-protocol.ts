/** Methods whose target may begin with something else than `/`; no verb of the protocol begins as they do. */
const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PRI',
  'PROPFIND',
].map((method) => Buffer.from(`${method} `, 'latin1'));
const LONGEST = Math.max(...METHODS.map((method) => method.length));
/** Where the space after a method is looked for. A script of a page may invent a method of any length. */
const MAX_METHOD_BYTES = 8_192;
const SPACE = 0x20;
const SLASH = 0x2f;

/**
 * Tells an HTTP request from a frame by the first bytes of a connection. A page in a browser chooses the method (`REG`
 * or `0027` too, where its own name leads here) and the body, but a browser always writes a target that begins with `/`
 * behind it; no message of the protocol has that.
 *
 * @returns `'unclear'` while more bytes are needed
 */
export function protocolOf(bytes: Buffer): 'http' | 'frames' | 'unclear' {
  const space = bytes.subarray(0, MAX_METHOD_BYTES).indexOf(SPACE);
  // Nearly every connection ends here: a prefix of four digits, a space, a verb.
  if (space > 0 && bytes.length > space + 1 && bytes[space + 1] === SLASH) return 'http';
  if (METHODS.some((method) => bytes.subarray(0, method.length).equals(method))) return 'http';
  if (space >= 0) return bytes.length > space + 1 ? 'frames' : 'unclear';
  // Only what a method may be made of can become a request line.
  const start = bytes.subarray(0, LONGEST);
  const isWord = start.every((byte) => byte > SPACE && byte < 0x7f);
  return isWord && bytes.length < MAX_METHOD_BYTES ? 'unclear' : 'frames';
}
