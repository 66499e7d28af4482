import { z } from 'zod';
import { transferDescription } from './descriptions';
import type { Transfer } from './network/state';

/** A download as it stands, and what its events do not tell. */
export interface Download extends Transfer {
  /** Octets a second, over the last seconds. */
  readonly rate: number;
  /** Where the file is on the machine of the lab, once it is whole and verified. */
  readonly path: string | null;
  /** In hex, once it is known which content is fetched. */
  readonly sha256: string | null;
}

export const downloadDescription: z.ZodType<Download> = z
  .intersection(
    transferDescription,
    z.object({
      rate: z.number().describe('Octets a second, over the last seconds.'),
      path: z.string().nullable().describe('Where the file is, once it is whole and verified.'),
      sha256: z.string().nullable().describe('In hex, once it is known which content is fetched.'),
    }),
  )
  .describe('A download as it stands.');

/** What a peer shares. */
export interface SharedFilesAnswer {
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    /** Where anybody fetches it, without a token. */
    readonly url: string;
  }[];
  /** Those that it was given by name, whose content is made up; a file of the folder stands for the same name. */
  readonly names: readonly string[];
  /** Where the other files are, on the machine of the lab; null where it shares no folder. */
  readonly folder: string | null;
}

export const sharedFilesDescription: z.ZodType<SharedFilesAnswer> = z.object({
  files: z.array(
    z.object({
      name: z.string(),
      bytes: z.int().min(0),
      url: z.string().describe('Where anybody fetches it, without a token.'),
    }),
  ),
  names: z.array(z.string()).describe('Those given by name, whose content is made up.'),
  folder: z.string().nullable().describe('The folder of the other files, on the machine of the lab.'),
});
