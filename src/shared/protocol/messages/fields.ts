import { type ParseContext, type Read, readAddress, readCode } from '../codec/read-fields';
import type { Message, MessageOf, Verb } from '../message';

/** Verbs whose message has no fields. */
type BareVerb = { [V in Verb]: keyof MessageOf<V> extends 'verb' ? V : never }[Verb];

/** Verbs whose message has a code and no other field. */
type CodeOnlyVerb = {
  [V in Verb]: MessageOf<V> extends { readonly code: number }
    ? keyof MessageOf<V> extends 'verb' | 'code'
      ? V
      : never
    : never;
}[Verb];

/** Parser and formatter of a message without fields. */
export function bare<V extends BareVerb>(verb: V) {
  const value = Object.freeze({ verb }) as MessageOf<V>;
  return {
    parse: (): Read<MessageOf<V>> => ({ ok: true, value }),
    format: (): string => verb,
  };
}

/** Parser and formatter of a message with a code alone. */
export function codeOnly<V extends CodeOnlyVerb>(verb: V) {
  return {
    parse(context: ParseContext): Read<MessageOf<V>> {
      const code = readCode(context, 'code');
      return code.ok ? { ok: true, value: { verb, code: code.value } as MessageOf<V> } : code;
    },
    format: ({ code }: Extract<Message, { readonly code: number }>): string => `${verb} ${code}`,
  };
}

/** Parser and formatter of `ip port`. */
export function addressOnly<V extends 'JOIN' | 'LEAVE'>(verb: V) {
  return {
    parse(context: ParseContext): Read<MessageOf<V>> {
      const address = readAddress(context);
      return address.ok ? { ok: true, value: { verb, address: address.value } as MessageOf<V> } : address;
    },
    format: ({ address }: MessageOf<'JOIN' | 'LEAVE'>): string => `${verb} ${address.ip} ${address.port}`,
    sender: ({ address }: MessageOf<'JOIN' | 'LEAVE'>) => address,
  };
}
