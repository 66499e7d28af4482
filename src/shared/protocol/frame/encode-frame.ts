import { utf8Length } from './bytes';
import { MAX_FRAME_BYTES, PREFIX_BYTES, PREFIX_DIGITS } from './limits';

/** A frame cannot be made of a body this long: its four digits would not do. */
export class FrameTooLarge extends Error {
  override readonly name = 'FrameTooLarge';
  readonly code = 'frame-too-large';
  /** Size the frame would have, in bytes. */
  readonly bytes: number;

  constructor(bytes: number) {
    super(
      `a frame of ${bytes} bytes cannot be sent; the most is ${MAX_FRAME_BYTES}, so send less in one message`,
    );
    this.bytes = bytes;
  }
}

/**
 * Puts the exact prefix before a body.
 *
 * @param body without line ends: one would end the frame for whoever reads line by line.
 * @throws {@link FrameTooLarge} beyond 9999 bytes. {@link formatFrame} cuts lists so that it cannot happen.
 */
export function encodeFrame(body: string): string {
  const bytes = PREFIX_BYTES + utf8Length(body);
  if (bytes > MAX_FRAME_BYTES) throw new FrameTooLarge(bytes);
  return `${String(bytes).padStart(PREFIX_DIGITS, '0')} ${body}`;
}
