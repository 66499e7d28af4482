const METHODS = ['GET ', 'HEAD '].map((method) => Buffer.from(method, 'latin1'));
const LONGEST = 5;

/**
 * Tells an HTTP request from a frame by the first octets of a connection. Only GET and HEAD are looked for: no verb
 * of the protocol begins as they do.
 *
 * @returns `'unclear'` while more octets are needed
 */
export function kindOf(octets: Buffer): 'http' | 'frames' | 'unclear' {
  const [first] = octets;
  // Nearly every connection ends here: a frame begins with a digit.
  if (first !== undefined && METHODS.every((method) => method[0] !== first)) return 'frames';
  if (METHODS.some((method) => octets.subarray(0, method.length).equals(method))) return 'http';
  const start = octets.subarray(0, LONGEST);
  const mayBe = METHODS.some((method) => method.subarray(0, start.length).equals(start));
  return mayBe ? 'unclear' : 'frames';
}
