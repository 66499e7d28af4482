import { useEffect, useState } from 'react';
import type { SharedFilesAnswer } from '../../shared/contract/peer';
import type { PeerState } from '../../shared/network/state/state';
import { useCurrentLab } from '../lab/context';
import { problemOf } from '../notices/problem-of';

/** What a peer was told to share, and how it is told more. Each way gives what is wrong, or null. */
export interface Sharing {
  /** Null until it is known. */
  readonly told: SharedFilesAnswer | null;
  add(name: string): Promise<string | null>;
  remove(name: string): Promise<string | null>;
  /** @param folder null: none any more */
  shareFolder(folder: string | null): Promise<string | null>;
}

/** Asks again whenever what the peer shares has changed, by whomever. */
export function useSharing({ id, files }: PeerState): Sharing {
  const lab = useCurrentLab();
  const [told, setTold] = useState<SharedFilesAnswer | null>(null);
  // The map is advanced in place: its names stand for it.
  const names = [...files.keys()].join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when what is shared has changed
  useEffect(() => {
    let current = true;
    const take = (answer: SharedFilesAnswer) => {
      if (current) setTold(answer);
    };
    // Who cannot be asked is gone, or out of reach; the window says so elsewhere.
    lab.client.peer.files({ id }).then(take, () => undefined);
    return () => {
      current = false;
    };
  }, [lab, id, names]);
  const share = async (what: { addNames?: string[]; removeNames?: string[]; folder?: string | null }) => {
    try {
      setTold(await lab.client.peer.share({ id, ...what }));
      return null;
    } catch (error) {
      return problemOf(error).sentence;
    }
  };
  return {
    told,
    add: (name) => share({ addNames: [name.trim()] }),
    remove: (name) => share({ removeNames: [name] }),
    shareFolder: (folder) => share({ folder }),
  };
}
