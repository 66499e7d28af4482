import { note, type ParseContext } from '../codec/read-fields';
import { utf8Length } from '../frame/bytes';
import { MAX_FRAME_BYTES, PREFIX_BYTES } from '../frame/limits';

/** Writes `verb n middle entry…` with as many entries as one frame holds. */
export function formatList(verb: string, middle: string, entries: readonly string[]): string {
  // Room is kept for a count of four digits, so that the number of entries does not change it.
  let room = MAX_FRAME_BYTES - PREFIX_BYTES - `${verb} 0000`.length - utf8Length(middle);
  let count = 0;
  let written = '';
  for (const entry of entries) {
    room -= 1 + utf8Length(entry);
    if (room < 0) break;
    count++;
    written += ` ${entry}`;
  }
  return `${verb} ${count}${middle}${written}`;
}

/** Notes a list that is shorter or longer than its number announces. */
export function noteCount(context: ParseContext, declared: number, actual: number): void {
  if (actual === declared) return;
  note(context, {
    name: actual < declared ? 'list-truncated' : 'count-wrong',
    detail: { declared, actual },
  });
}
