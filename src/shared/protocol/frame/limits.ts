/** Largest frame in bytes: its four digits cannot announce more. */
export const MAX_FRAME_BYTES = 9999;

/** Digits of an exact prefix. */
export const PREFIX_DIGITS = 4;

/** Bytes of an exact prefix: four digits and a space. */
export const PREFIX_BYTES = 5;
