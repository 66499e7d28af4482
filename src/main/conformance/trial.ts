import type { Transport } from '../../shared/network/events';
import type { CheckName } from '../../shared/network/report';
import type { Address } from '../../shared/protocol/address';
import type { Verb } from '../../shared/protocol/message';
import type { Outcome } from './send-request';

/** An entry that the doctor created in a registry, and has to remove. */
export interface OwnEntry {
  readonly address: Address;
  readonly name: string;
}

/** One request with its replies; evaluate.ts turns it into a check. */
export interface Trial {
  readonly name: CheckName;
  readonly transport: Transport;
  readonly sent: readonly string[];
  readonly due: number;
  /** The verb of the expected reply. */
  readonly reply: Verb;
  readonly outcome: Outcome | null;
  /** Why it was not tried; null where it was. */
  readonly notTried: string | null;
  /** The entries that the doctor had registered when it sent the request, and the address that it used. */
  readonly entries: readonly OwnEntry[];
  readonly requester: Address;
}
