import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileJourney } from '../../shared/experiment/experiment-report';
import type { PeerId } from '../../shared/network/events';
import type { Overlay } from '../network/overlay/overlay';
import type { Checks } from './checks';
import type { FileService, ServedFile } from './file-service';
import { runSearch } from './run-search';

export interface RoundTripOptions {
  readonly overlay: Overlay;
  /** The peer that shares the file, and the peer that searches for it. */
  readonly holder: PeerId;
  readonly asker: PeerId;
  readonly files: FileService;
  readonly checks: Checks;
  readonly signal: AbortSignal;
}

/**
 * A file of 2 to 10 MB is generated, placed in the folder of a peer, found by another peer's search, downloaded from
 * the peer that answered, and compared. Every copy is deleted at the end.
 */
export async function makeFileRoundTrips(options: RoundTripOptions): Promise<FileJourney | null> {
  const folder = await mkdtemp(join(tmpdir(), 'syncpulse-experiment-'));
  try {
    return await roundTrip(options, folder);
  } finally {
    await options.overlay.share(options.holder, { folder: null });
    await rm(folder, { recursive: true, force: true });
  }
}

async function roundTrip(options: RoundTripOptions, folder: string): Promise<FileJourney | null> {
  const { overlay, holder, asker, checks, signal } = options;
  const { log } = overlay;
  const made = await uploaded(options, folder);
  if (made === null) return null;
  const { name, bytes: size, sha256 } = made;
  const shared = await overlay.share(holder, { folder });
  const listed = log.state.peers.get(holder)?.files.get(name) === size;
  checks.add('a peer shares it', shared.ok && listed, shared.ok ? name : shared.error.sentence);

  const search = await runSearch(overlay, asker, name, signal);
  const answer =
    search === null
      ? undefined
      : log.state.searches.get(search)?.answers.find((one) => one.files.includes(name));
  checks.add(
    'another peer finds it',
    answer?.holder === holder,
    answer === undefined ? 'no peer answered' : `${answer.hops} hops away`,
  );
  const journey = {
    name,
    bytes: size,
    sha256,
    holder: log.state.peers.get(holder)?.name ?? holder,
    fetchedBy: log.state.peers.get(asker)?.name ?? asker,
    hops: answer?.hops ?? null,
    latencyMs: answer?.latencyMs ?? null,
  };
  if (answer === undefined) return { ...journey, downloadMs: null };
  return {
    ...journey,
    downloadMs: await fetched({ overlay, asker, checks, signal }, { ...answer, name, sha256 }),
  };
}

/** @returns the file in the folder, as it was generated; null where the upload failed */
async function uploaded(
  { files, checks, signal }: RoundTripOptions,
  folder: string,
): Promise<ServedFile | null> {
  let step = 'a file is generated';
  try {
    const generated = await files.generate(signal);
    checks.add(step, generated.bytes >= 2_000_000, `${generated.bytes} bytes`);
    step = 'it is uploaded';
    const uploaded = await files.upload(generated, folder, signal);
    const path = join(folder, generated.name);
    const { size } = await stat(path);
    const same = uploaded.sha256 === generated.sha256 && (await sha256Of(path, signal)) === generated.sha256;
    checks.add(
      step,
      same && size === generated.bytes,
      same ? 'with the reported hash' : 'its SHA-256 differs',
    );
    return same ? generated : null;
  } catch (error) {
    signal.throwIfAborted();
    checks.add(step, false, error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** @returns milliseconds from the start of the search to the verified file; null where the download failed */
async function fetched(
  { overlay, asker, checks, signal }: Pick<RoundTripOptions, 'overlay' | 'asker' | 'checks' | 'signal'>,
  { name, holder, sha256 }: { readonly name: string; readonly holder: PeerId; readonly sha256: string },
): Promise<number | null> {
  const { downloads } = overlay;
  const began = performance.now();
  const started = downloads.start({ name, peer: asker, holders: [holder] });
  if (!started.ok) {
    checks.add('it is downloaded', false, started.error.sentence);
    return null;
  }
  const cancel = () => void downloads.cancel(started.value);
  signal.addEventListener('abort', cancel, { once: true });
  await downloads.settled(started.value);
  signal.removeEventListener('abort', cancel);
  const milliseconds = performance.now() - began;
  const { path } = downloads.detail(started.value);
  signal.throwIfAborted();
  const problem = overlay.log.state.transfers.get(started.value)?.problem;
  checks.add('it is downloaded', path !== null, problem?.sentence ?? `in ${Math.round(milliseconds)} ms`);
  if (path === null) return null;
  const same = (await sha256Of(path, signal)) === sha256;
  checks.add('the copy is verified', same, same ? `SHA-256 ${sha256.slice(0, 12)}…` : 'its SHA-256 differs');
  // An experiment leaves no file in the downloads.
  await rm(path, { force: true });
  return milliseconds;
}

async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest('hex');
}
