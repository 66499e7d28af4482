import type { Transport } from '../../shared/network/events';
import type { CheckName } from '../../shared/network/report';
import type { Address } from '../../shared/protocol/address';
import type { Verb } from '../../shared/protocol/message';
import type { Outcome } from './ask';

/** An entry that the doctor made in a registry, to be taken out again. */
export interface OwnEntry {
  readonly address: Address;
  readonly name: string;
}

/** One thing tried, with what came back; the judge makes a check of it. */
export interface Trial {
  readonly name: CheckName;
  readonly transport: Transport;
  readonly sent: readonly string[];
  readonly due: number;
  /** The verb that answers it where it is understood. */
  readonly reply: Verb;
  readonly outcome: Outcome | null;
  /** Why it was not tried; null where it was. */
  readonly notTried: string | null;
  /** Whom the doctor had registered when it asked, and as whom it asked. */
  readonly entries: readonly OwnEntry[];
  readonly asker: Address;
}
