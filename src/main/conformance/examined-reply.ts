import type { Answer } from '../../shared/network/report';
import { parseFrame } from '../../shared/protocol/codec/parse';
import { type DeviationNote, NO_DEVIATIONS } from '../../shared/protocol/deviation';
import type { FrameResult } from '../../shared/protocol/frame/read-frame';
import type { Message } from '../../shared/protocol/message';

/** One reply frame, as bytes and as the message decoded from it. */
export interface ExaminedReply {
  readonly bytes: Uint8Array;
  readonly via: Answer['via'];
  readonly milliseconds: number;
  readonly declared: number | null;
  /** Null where it is unreadable; `problem` then contains the reason. */
  readonly message: Message | null;
  readonly problem: string | null;
  readonly deviations: readonly DeviationNote[];
}

export function decodeReply(
  bytes: Uint8Array,
  result: FrameResult,
  via: ExaminedReply['via'],
  milliseconds: number,
): ExaminedReply {
  const path = { bytes, via, milliseconds };
  if (!result.ok) {
    return {
      ...path,
      declared: null,
      message: null,
      problem: result.error.sentence,
      deviations: NO_DEVIATIONS,
    };
  }
  const { frame } = result;
  const parsed = parseFrame(frame);
  return parsed.ok
    ? {
        ...path,
        declared: frame.declared,
        message: parsed.message,
        problem: null,
        deviations: parsed.deviations,
      }
    : {
        ...path,
        declared: frame.declared,
        message: null,
        problem: parsed.error.sentence,
        deviations: frame.deviations,
      };
}
