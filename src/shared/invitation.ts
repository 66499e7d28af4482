import type { AddressKey } from './protocol/address';

/** A whole peer in one file, to be copied to another machine. */
export interface Starter {
  readonly language: string;
  readonly file: string;
  /** How it is started against this network's bootstrap server, with a port that is free on this machine now. */
  readonly command: string;
  readonly source: string;
}

/** What somebody elsewhere needs to know to take part. */
export interface Invitation {
  /** Where the bootstrap server can be reached, best first; empty when it does not run. */
  readonly addresses: readonly {
    readonly address: AddressKey;
    /** Who can use it: this machine alone, or those on the network of that interface. */
    readonly reach: 'this machine' | 'other machines';
    /** The network interface's name, such as `eth0`. */
    readonly interface: string;
  }[];
  /** Whether another machine can reach any of it; else what to change. */
  readonly open: boolean;
  readonly starters: readonly Starter[];
}
