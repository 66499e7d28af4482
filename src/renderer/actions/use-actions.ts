import { useMemo } from 'react';
import { useStore } from 'zustand';
import { history } from '../history/history';
import { useCurrentLab, useLab, useNetwork } from '../lab/context';
import { type Action, type ActionContext, type ActionEntry, entryOf } from './action';

/** What actions are decided by now; a new one whenever an action could be decided another way. */
export function useActionContext(): ActionContext {
  const lab = useCurrentLab();
  const network = useNetwork();
  const selection = useLab((state) => state.selection);
  const selectedLink = useLab((state) => state.selectedLink);
  const frozen = useLab((state) => state.frozen);
  useStore(history(lab));
  return useMemo(
    () => ({ lab, network, selection, selectedLink, frozen }),
    [lab, network, selection, selectedLink, frozen],
  );
}

export function useAction(action: Action): ActionEntry {
  return entryOf(action, useActionContext());
}
