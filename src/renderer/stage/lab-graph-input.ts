import { announce } from '../announcer/announce';
import type { GraphInput } from '../graph/graph-input';
import type { Lab } from '../lab/lab';
import { preferences } from '../preferences';
import { anatomyView, roomAbove } from '../search/anatomy-view';
import { coveredBySheet, sheet } from '../sheet';
import { canvasOptions } from './canvas-options';

/** The network, the selection and the options of a lab, as its graph takes them. */
export function graphInputOf(lab: Lab): GraphInput {
  const { store, layout, client } = lab;
  const anatomy = anatomyView(lab);
  return {
    state: store.getState,
    onState: store.subscribe,
    onFeed: lab.onFeed,
    options: () => ({
      sizeShowsDegree: preferences.getState().sizeShowsDegree,
      bootstrapLinks: canvasOptions.getState().bootstrapLinks,
    }),
    onOptions(listener) {
      const stops = [preferences.subscribe(listener), canvasOptions.subscribe(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    anatomy: () => anatomy.getState().shown,
    onAnatomy: (listener) => anatomy.subscribe(({ shown }, before) => listener(shown, before.shown)),
    covered: () => ({ top: roomAbove(lab), right: coveredBySheet(sheet.getState()) }),
    onCovered(listener) {
      const stops = [
        sheet.subscribe(listener),
        anatomy.subscribe(({ shown }, before) => {
          if ((shown === null) !== (before.shown === null)) listener();
        }),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    layout: {
      get ready() {
        return layout.store.getState().ready;
      },
      get arrangement() {
        return layout.store.getState().arrangement;
      },
      placeOf: layout.placeOf,
      onChange: layout.onChange,
      place: (places) => client.layout.place({ places }),
      release: (peers) => client.layout.release({ peers }),
      settle: (places) => client.layout.settle({ revision: layout.store.getState().revision, places }),
    },
    select: lab.select,
    announce: (text) => announce(lab, text),
  };
}
