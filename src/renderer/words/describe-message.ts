import { parseFrame } from '../../shared/protocol/codec/parse';
import { explainMessage } from '../../shared/protocol/explain';
import { readDatagram } from '../../shared/protocol/frame/frame-decoder';
import type { Message } from '../../shared/protocol/message';
import { listed } from './count';
import type { NameOf } from './names';

/** Items of a list that a sentence names; it counts the others. */
const MAX_LISTED = 8;

/** @returns one sentence in plain words for a message: what it asks, or what it answers */
export function describeMessage(message: Message, nameOf: NameOf): string {
  return explainMessage(message, { nameOf, codes: 'exact', list: shortList, quote: (text) => `“${text}”` });
}

function shortList(items: readonly string[]): string {
  if (items.length <= MAX_LISTED) return listed(items);
  return listed([...items.slice(0, MAX_LISTED), `${items.length - MAX_LISTED} more`]);
}

/** @returns the sentence for a frame as it crossed the wire, or why it cannot be read */
export function describeFrame(frame: string, nameOf: NameOf): string {
  const read = readDatagram(new TextEncoder().encode(frame));
  if (!read.ok) return read.error.sentence;
  const parsed = parseFrame(read.frame);
  return parsed.ok ? describeMessage(parsed.message, nameOf) : parsed.error.sentence;
}
