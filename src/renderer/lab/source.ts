import type { ClientLink } from '@orpc/client';
import type { FeedItem } from '../../shared/contract';
import type { LayoutItem } from '../../shared/contract/layout';

/** Carries one call to the lab, over whatever connects the two. */
export type CommandLink = ClientLink<Record<never, never>>;

/** An open source, until either side closes it. */
export interface OpenSource {
  /**
   * A snapshot, and then every batch of events after it. After a gap, or once it has ended, it is followed again, which
   * begins with a new snapshot.
   */
  feed(signal: AbortSignal): Promise<AsyncIterable<FeedItem>>;
  /** Where the peers are drawn: first every place, and then those that change. */
  layout(signal: AbortSignal): Promise<AsyncIterable<LayoutItem>>;
  /** Resolves once the other side is gone. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Where a lab in the window comes from: a live network today, or a recording of one. */
export interface LabSource {
  /** How far the window may change what it shows. Nothing in a recording can be changed. */
  readonly access: 'full' | 'read-only';
  /** Carries the commands. It rejects a call while nothing is open. */
  readonly link: CommandLink;
  /** The lab runs on the desktop of the person at this window: saved files can be opened there. */
  readonly onDesktop: boolean;
  /** Opens the source. Rejects when it cannot be reached, or when the signal is given first. */
  open(signal: AbortSignal): Promise<OpenSource>;
}
