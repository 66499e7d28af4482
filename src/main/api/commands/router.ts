import { implement, withEventMeta } from '@orpc/server';
import { contract } from '../../../shared/contract';
import type { Download } from '../../../shared/contract/download';
import type { SharedFilesAnswer } from '../../../shared/contract/peer';
import { defined } from '../../../shared/defined';
import type { IdentifiedEvent, TransferId, Transport } from '../../../shared/network/events';
import { withIdentities } from '../../../shared/network/state/identity';
import { peerSnapshot, snapshotOf } from '../../../shared/network/state/snapshot';
import type { PeerSnapshot } from '../../../shared/network/state/snapshot-schema';
import { failed, ok } from '../../../shared/problem';
import type { Address, AddressKey } from '../../../shared/protocol/address';
import type { Settings } from '../../../shared/settings/settings';
import { type ExamineOptions, examine } from '../../conformance/examine';
import { recordExamination, watchExamination } from '../../conformance/watch-examination';
import type { Experiments } from '../../experiment/experiments';
import type { DownloadRequest } from '../../network/downloads/downloads';
import { downloadOf, watchDownload } from '../../network/downloads/watch-download';
import { pathOf } from '../../network/files/file-server';
import type { Share } from '../../network/files/shared-files';
import { checkSince, followEvents, watchEvents } from '../../network/log/event-streams';
import { watchNetwork } from '../../network/log/feed';
import type { Overlay, PeerAction } from '../../network/overlay/overlay';
import { watchSearch } from '../../network/search/watch-search';
import { joinInfo } from './join-info';
import { toProblemErrors, valueOrThrow } from './problem-error';

export interface ApiContext {
  readonly overlay: Overlay;
  /** Absent where a server has a network without experiments. */
  readonly experiments?: Experiments | undefined;
  /**
   * Adding peers ends when the client disconnects; the peers that exist remain. This applies to HTTP, where a script
   * is stopped with Ctrl-C. In a window that is reloaded, it continues, with a button to cancel it.
   */
  readonly cancelWithConnection?: boolean;
}

/**
 * The compiler checks the types of outputs. They are not validated at run time: for a snapshot of 5,000 peers this
 * would be slow at every call.
 */
const os = implement(contract, { initialOutputValidationIndex: Number.NaN })
  .$context<ApiContext>()
  .use(toProblemErrors);

/** @throws ORPCError NOT_FOUND when there is no such peer, or no longer */
function pictureOf({ log }: Overlay, id: AddressKey): PeerSnapshot {
  const peer = log.state.peers.get(id);
  return valueOrThrow(peer ? ok(peerSnapshot(peer)) : failed('not-found', `There is no peer ${id} here.`));
}

/** @throws ORPCError NOT_FOUND when there is no such peer */
function sharedBy(overlay: Overlay, id: AddressKey): SharedFilesAnswer {
  const peer = overlay.log.state.peers.get(id);
  const { files } = valueOrThrow(peer ? ok(peer) : failed('not-found', `There is no peer ${id} here.`));
  return {
    files: [...files].map(([name, bytes]) => ({ name, bytes, url: `http://${id}${pathOf(name)}` })),
    ...(overlay.toldToShare(id) ?? { names: [], folder: null }),
  };
}

/** @throws ORPCError NOT_FOUND when there is no such download, or no longer */
function pictureOfDownload({ downloads, log }: Overlay, id: TransferId): Download {
  const download = downloadOf(downloads, log, id);
  return valueOrThrow(download ? ok(download) : failed('not-found', `There is no download ${id} here.`));
}

/** @throws ORPCError CONFLICT where this server runs no experiments */
function experimentsOf({ experiments }: ApiContext): Experiments {
  return valueOrThrow(
    experiments ? ok(experiments) : failed('not-possible-now', 'This server runs no experiments.'),
  );
}

/** Handles a command to one hosted peer, and answers with the new state of the peer. */
const acting =
  (action: PeerAction) =>
  async ({ input, context: { overlay } }: { input: { id: AddressKey }; context: ApiContext }) => {
    valueOrThrow(await overlay.act(input.id, action));
    return pictureOf(overlay, input.id);
  };

/** Gives each event its `seq` as the id of the server-sent event, so that a client that reconnects continues from it. */
async function* numbered(events: AsyncIterable<IdentifiedEvent>) {
  for await (const event of events) yield withEventMeta(event, { id: String(event.seq) });
}

/** @returns the `seq` that a reconnecting client saw last, if its `Last-Event-ID` is one */
function seqOf(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined;
}

interface ExamineInput {
  readonly host: string;
  readonly port: number;
  readonly transport?: Transport | undefined;
  readonly thorough?: boolean | undefined;
}

const addressIn = ({ host: ip, port }: ExamineInput): Address => ({ ip, port });

const examinationIn = ({ transport, thorough = false }: ExamineInput): ExamineOptions =>
  transport ? { transports: [transport], thorough } : { thorough };

/** Every procedure of the contract, independent of the transport. */
export const router = os.router({
  network: {
    get: os.network.get.handler(({ context }) => snapshotOf(context.overlay.log.state)),
    watch: os.network.watch.handler(({ context, signal }) => watchNetwork(context.overlay.log, signal)),
    invitation: os.network.invitation.handler(({ context }) => joinInfo(context.overlay)),
  },
  networkFile: {
    save: os.networkFile.save.handler(({ context }) => context.overlay.save()),
    open: os.networkFile.open.handler(async ({ input, context: { overlay, cancelWithConnection }, signal }) =>
      valueOrThrow(await overlay.open(input, cancelWithConnection ? signal : undefined)),
    ),
  },
  event: {
    follow: os.event.follow.handler(({ input, context: { overlay }, signal, lastEventId }) => {
      const since = seqOf(lastEventId) ?? input.since;
      valueOrThrow(checkSince(overlay.log, since));
      return numbered(followEvents(overlay.log, since, signal));
    }),
    watch: os.event.watch.handler(({ input, context, signal }) =>
      watchEvents(context.overlay.log, input, signal),
    ),
  },
  bootstrap: {
    removeEntry: os.bootstrap.removeEntry.handler(async ({ input: { id }, context }) => {
      valueOrThrow(context.overlay.removeEntry(id));
      return { removed: id };
    }),
    start: os.bootstrap.start.handler(async ({ context }) =>
      valueOrThrow(await context.overlay.startBootstrap()),
    ),
    stop: os.bootstrap.stop.handler(async ({ context }) => {
      valueOrThrow(await context.overlay.stopBootstrap());
      return { stopped: true as const };
    }),
  },
  peer: {
    add: os.peer.add.handler(async ({ input, context: { overlay, cancelWithConnection }, signal }) => {
      const added = valueOrThrow(await overlay.addPeers(input, cancelWithConnection ? signal : undefined));
      const peers = added.peers.flatMap((id) => overlay.log.state.peers.get(id) ?? []).map(peerSnapshot);
      return added.problem === undefined ? { peers } : { peers, problem: added.problem };
    }),
    register: os.peer.register.handler(acting('register')),
    join: os.peer.join.handler(acting('join')),
    leave: os.peer.leave.handler(acting('leave')),
    unregister: os.peer.unregister.handler(acting('unregister')),
    crash: os.peer.crash.handler(acting('crash')),
    restart: os.peer.restart.handler(acting('restart')),
    rename: os.peer.rename.handler(async ({ input: { id, name }, context: { overlay } }) => {
      valueOrThrow(await overlay.rename(id, name));
      return pictureOf(overlay, id);
    }),
    connect: os.peer.connect.handler(async ({ input: { id, other }, context: { overlay } }) => {
      valueOrThrow(await overlay.connect(id, other));
      return pictureOf(overlay, id);
    }),
    disconnect: os.peer.disconnect.handler(async ({ input: { id, other }, context: { overlay } }) => {
      valueOrThrow(await overlay.disconnect(id, other));
      return pictureOf(overlay, id);
    }),
    ping: os.peer.ping.handler(async ({ input: { id, other }, context }) =>
      valueOrThrow(await context.overlay.ping(id, other)),
    ),
    messages: os.peer.messages.handler(({ input: { id }, context: { overlay } }) => {
      pictureOf(overlay, id);
      const { identities } = overlay.log.state;
      return overlay.log.messagesOf(id).map((event) => withIdentities(event, identities));
    }),
    files: os.peer.files.handler(({ input: { id }, context: { overlay } }) => sharedBy(overlay, id)),
    share: os.peer.share.handler(async ({ input: { id, ...what }, context: { overlay } }) => {
      valueOrThrow(await overlay.share(id, defined<Share>(what)));
      return sharedBy(overlay, id);
    }),
    remove: os.peer.remove.handler(async ({ input: { id }, context }) => {
      const removal = valueOrThrow(await context.overlay.remove(id));
      return { removed: id, removal };
    }),
    restore: os.peer.restore.handler(
      async ({ input: { removals }, context: { overlay, cancelWithConnection }, signal }) =>
        valueOrThrow(await overlay.restore(removals, cancelWithConnection ? signal : undefined)),
    ),
  },
  layout: {
    watch: os.layout.watch.handler(({ context, signal }) => context.overlay.layout.watch(signal)),
    choose: os.layout.choose.handler(({ input: { arrangement, root }, context: { overlay } }) => {
      overlay.layout.choose(arrangement, root ?? null);
      return { revision: overlay.layout.revision };
    }),
    place: os.layout.place.handler(({ input: { places }, context: { overlay } }) => {
      overlay.layout.place(places);
      return { revision: overlay.layout.revision };
    }),
    release: os.layout.release.handler(({ input: { peers }, context: { overlay } }) => {
      overlay.layout.release(peers);
      return { revision: overlay.layout.revision };
    }),
    settle: os.layout.settle.handler(({ input: { revision, places }, context: { overlay } }) => {
      overlay.layout.settle(revision, places);
      return { revision: overlay.layout.revision };
    }),
  },
  doctor: {
    examine: os.doctor.examine.handler(async ({ input, context: { overlay }, signal }) => {
      const report = await examine(addressIn(input), examinationIn(input), signal);
      recordExamination(overlay.log, report);
      return report;
    }),
    watch: os.doctor.watch.handler(({ input, context: { overlay }, signal }) =>
      watchExamination(
        addressIn(input),
        examinationIn(input),
        (report) => recordExamination(overlay.log, report),
        signal,
      ),
    ),
  },
  download: {
    start: os.download.start.handler(({ input, context: { overlay } }) => {
      const { name, ...more } = input;
      const id = valueOrThrow(
        overlay.downloads.start({ name, ...defined<Omit<DownloadRequest, 'name'>>(more) }),
      );
      return pictureOfDownload(overlay, id);
    }),
    list: os.download.list.handler(({ context: { overlay } }) =>
      [...overlay.log.state.transfers.keys()].map((id) => pictureOfDownload(overlay, id)),
    ),
    watch: os.download.watch.handler(({ input: { id }, context: { overlay }, signal }) => {
      pictureOfDownload(overlay, id);
      return watchDownload(overlay.downloads, overlay.log, id, signal);
    }),
    pause: os.download.pause.handler(async ({ input: { id }, context: { overlay } }) => {
      valueOrThrow(await overlay.downloads.pause(id));
      return pictureOfDownload(overlay, id);
    }),
    resume: os.download.resume.handler(({ input: { id, holders }, context: { overlay } }) => {
      valueOrThrow(overlay.downloads.resume(id, holders));
      return pictureOfDownload(overlay, id);
    }),
    cancel: os.download.cancel.handler(async ({ input: { id }, context: { overlay } }) => {
      valueOrThrow(await overlay.downloads.cancel(id));
      return pictureOfDownload(overlay, id);
    }),
  },
  addition: {
    cancel: os.addition.cancel.handler(({ input: { addition }, context }) => {
      valueOrThrow(context.overlay.cancelAddition(addition));
      return { cancelled: addition };
    }),
  },
  search: {
    start: os.search.start.handler(({ input, context }) =>
      valueOrThrow(context.overlay.searches.start(input)),
    ),
    list: os.search.list.handler(({ context }) => context.overlay.searches.list()),
    watch: os.search.watch.handler(({ input: { id }, context: { overlay }, signal }) =>
      valueOrThrow(watchSearch(overlay.searches, overlay.log, id, signal)),
    ),
    cancel: os.search.cancel.handler(async ({ input: { id }, context }) =>
      valueOrThrow(await context.overlay.searches.cancel(id)),
    ),
  },
  metrics: {
    get: os.metrics.get.handler(({ context, input }) => context.overlay.metrics.detail(input)),
    watch: os.metrics.watch.handler(({ context, input, signal }) =>
      context.overlay.metrics.watch(signal, input),
    ),
    reset: os.metrics.reset.handler(({ context }) => {
      context.overlay.metrics.reset();
      return { reset: true } as const;
    }),
  },
  experiment: {
    run: os.experiment.run.handler(({ input, context }) => valueOrThrow(experimentsOf(context).run(input))),
    watch: os.experiment.watch.handler(({ context, signal }) => experimentsOf(context).watch(signal)),
    cancel: os.experiment.cancel.handler(({ context }) => {
      valueOrThrow(experimentsOf(context).cancel());
      return { cancelled: true as const };
    }),
  },
  settings: {
    get: os.settings.get.handler(({ context }) => context.overlay.settings),
    update: os.settings.update.handler(async ({ input, context }) =>
      valueOrThrow(await context.overlay.updateSettings(defined<Settings>(input))),
    ),
  },
});
