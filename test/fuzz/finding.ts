import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TargetName } from './targets';

/** Inputs that brought something down, or might have; `npm test` gives them to every target again. */
export interface Finding {
  /** Where it was found. */
  readonly target: TargetName;
  /** What happened, in words. */
  readonly what: string;
  /** In order; mostly one is enough. */
  readonly inputs: readonly Uint8Array[];
}

const CORPUS = fileURLToPath(new URL('./corpus/', import.meta.url));

/** As it stands in a file: bytes are Latin-1 text, one character for each, so that a diff can be read. */
interface Written extends Omit<Finding, 'inputs'> {
  readonly inputs: readonly string[];
}

/** Writes a finding into the corpus, under a name that its inputs decide. @returns the file */
export function keep({ target, what, inputs }: Finding): string {
  const written: Written = {
    target,
    what,
    inputs: inputs.map((bytes) => Buffer.from(bytes).toString('latin1')),
  };
  const name = createHash('sha256').update(written.inputs.join('\0'), 'latin1').digest('hex').slice(0, 12);
  const file = `${CORPUS}${target}-${name}.json`;
  mkdirSync(CORPUS, { recursive: true });
  writeFileSync(file, `${JSON.stringify(written, null, 2)}\n`);
  return file;
}

/** @returns the whole corpus, by the names of its files */
export function corpus(): [file: string, finding: Finding][] {
  const files = readdirSync(CORPUS).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => {
    const { inputs, ...rest }: Written = JSON.parse(readFileSync(`${CORPUS}${file}`, 'utf8'));
    return [file, { ...rest, inputs: inputs.map((text) => Buffer.from(text, 'latin1')) }];
  });
}
