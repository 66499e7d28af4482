import { assertNever, failed, type Problem, type Result } from '../../../shared/problem';
import { keyOf } from '../../../shared/protocol/address';
import type { ConsolePeer } from './console-peer';
import type { ParsedInput } from './parse-input';
import { helpText, USAGE, usageOf } from './usage';

/** The result of one command, apart from the messages that it caused. `lines` may hold hostile text. */
export type Outcome = {
  readonly lines?: readonly string[];
  /** A note on how the command was typed. */
  readonly remark?: string;
} & ({ readonly ok: true } | { readonly ok: false; readonly problem: Problem; readonly usage?: string });

/** Executes a parsed command. Never throws; the signal cancels it. */
export async function execute(
  typed: Exclude<ParsedInput, { kind: 'nothing' | 'exit' }>,
  peer: ConsolePeer,
  signal: AbortSignal,
): Promise<Outcome> {
  switch (typed.kind) {
    case 'wrong': {
      const { sentence, usage } = typed;
      return { ok: false, problem: failed('bad-input', sentence).error, usage, lines: [sentence, usage] };
    }
    case 'help': {
      const { about } = typed;
      const lines = about ? [usageOf(about), `    ${USAGE[about].does}`] : helpText(keyOf(peer.address));
      return { ok: true, lines };
    }
    case 'ask':
      return outcomeOf(await peer.request(typed.to, typed.request, signal), () => []);
    case 'print':
      return outcomeOf(await peer.print(signal), (lines) =>
        lines.length > 0 ? lines : ['no peer is registered'],
      );
    case 'search': {
      const targets = typed.to ? [typed.to] : peer.neighbours();
      if (targets.length === 0) {
        return outcomeOf(
          failed(
            'not-possible-now',
            'This console has no neighbours to search through. JOIN one first, or give the address of a peer: SER ip port "file name" 0',
          ),
          () => [],
        );
      }
      const found = await peer.search(targets, typed.request, signal);
      return outcomeOf(found, ({ files, peers }) => [
        files === 0 ? 'nothing found' : `found: ${files} (at ${peers} ${peers === 1 ? 'peer' : 'peers'})`,
      ]);
    }
    default:
      return assertNever(typed);
  }
}

function outcomeOf<T>(result: Result<T>, linesOf: (value: T) => readonly string[]): Outcome {
  if (result.ok) return { ok: true, lines: linesOf(result.value) };
  // A refusal is a message, which was already printed with its meaning.
  const { error } = result;
  return { ok: false, problem: error, lines: error.code === 'refused' ? [] : [error.sentence] };
}
