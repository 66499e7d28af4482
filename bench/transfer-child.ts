import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface TransferFigures {
  readonly milliseconds: number;
  /** Bytes of resident memory that the receiver, and the sender, had more at their peak than before. */
  readonly grown: number;
  readonly senderGrown: number;
}

/** Sends the one file of a folder from one new process to another. @param kind through peers, or by bare `node:http` */
export async function transferProbe(kind: 'bare' | 'peer', folder: string): Promise<TransferFigures> {
  const sender = start(`${kind}-sender`, folder);
  try {
    const { address } = (await told(sender)) as { address: string };
    const receiver = start(`${kind}-receiver`, address, folder);
    const { milliseconds, grown } = (await told(receiver)) as { milliseconds: number; grown: number };
    sender.send('how much memory');
    const { grown: senderGrown } = (await told(sender)) as { grown: number };
    return { milliseconds, grown, senderGrown };
  } finally {
    sender.kill();
  }
}

function start(...args: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL('./transfer-probe.ts', import.meta.url));
  return spawn(process.execPath, ['--expose-gc', '--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function told(child: ChildProcess): Promise<unknown> {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the probe ended with ${code}`);
    }),
  ]);
  return message;
}
