/** How a value travels as text between the preload's world and the main process; see page/preload-world.js. */
export interface TextForm {
  readonly text?: string;
  readonly bytes?: string;
  readonly json?: unknown;
}

export function encode(value: unknown): TextForm {
  if (typeof value === 'string') return { text: value };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (value === undefined) return {};
  if (!isPlain(value)) throw new TypeError('the stand-in cannot carry a value of this kind to a page');
  return { json: value };
}

export function decode({ text, bytes, json }: TextForm): unknown {
  if (text !== undefined) return text;
  return bytes === undefined ? json : new Uint8Array(Buffer.from(bytes, 'base64'));
}

function isPlain(value: unknown): boolean {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  return (
    typeof value === 'object' &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).every(isPlain)
  );
}
