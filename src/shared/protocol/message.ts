import type { Address } from './address';

/** One entry of a REGOK list. The name is absent where the bootstrap server answers pairs. */
export interface Offer {
  readonly address: Address;
  readonly name?: string;
}

/** The values from which on the number in a reply is an error code rather than a count. */
export const FIRST_ERROR_CODE = 9996;

/** Reply codes of the canonical table (PROTOCOL.md, "Codes"). */
export const CODE = {
  ok: 0,
  registryFull: 9996,
  takenByAnotherName: 9997,
  alreadyRegistered: 9998,
  failed: 9999,
} as const;

/**
 * Every message of the protocol. `code` is 0 for success and otherwise the number the other side sent;
 * the lists beside it are empty then. `hops` counts forwards made so far.
 */
export type Message =
  | { readonly verb: 'REG'; readonly address: Address; readonly name: string }
  | { readonly verb: 'REGOK'; readonly code: number; readonly offers: readonly Offer[] }
  /** Without a name where the sender left it out, which an exact one does not. */
  | { readonly verb: 'UNREG'; readonly address: Address; readonly name?: string }
  | { readonly verb: 'UNROK'; readonly code: number }
  | { readonly verb: 'JOIN'; readonly address: Address }
  | { readonly verb: 'JOINOK'; readonly code: number }
  | { readonly verb: 'LEAVE'; readonly address: Address }
  | { readonly verb: 'LEAVEOK'; readonly code: number }
  | { readonly verb: 'SER'; readonly address: Address; readonly query: string; readonly hops: number }
  | {
      readonly verb: 'SEROK';
      readonly code: number;
      readonly address: Address;
      readonly hops: number;
      readonly files: readonly string[];
    }
  | { readonly verb: 'PING' }
  | { readonly verb: 'PONG' }
  | { readonly verb: 'ECHO' }
  | { readonly verb: 'ECHOK'; readonly code: number }
  | { readonly verb: 'PRINT' }
  | { readonly verb: 'NEIGH' }
  | { readonly verb: 'NEIGHOK'; readonly code: number; readonly neighbours: readonly Address[] }
  | { readonly verb: 'ERROR' };

export type Verb = Message['verb'];

export type MessageOf<V extends Verb> = Extract<Message, { verb: V }>;
