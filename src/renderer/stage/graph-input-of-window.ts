import { announce } from '../announcer/announce';
import { client } from '../client';
import type { GraphInput } from '../graph/graph-input';
import { labLayout, onLayout, placeOf } from '../lab-layout';
import { preferences } from '../preferences';
import { anatomyView, roomAbove } from '../search/anatomy-view';
import { coveredBySheet, sheet } from '../sheet';
import { lab, onFeed, select } from '../store';
import { canvasOptions } from './canvas-options';

/** The network, the selection and the options of this window, as its graph takes them. */
export const graphInput: GraphInput = {
  state: lab.getState,
  onState: lab.subscribe,
  onFeed,
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
  anatomy: () => anatomyView.getState().shown,
  onAnatomy: (listener) => anatomyView.subscribe(({ shown }, before) => listener(shown, before.shown)),
  covered: () => ({ top: roomAbove(), right: coveredBySheet(sheet.getState()) }),
  onCovered(listener) {
    const stops = [
      sheet.subscribe(listener),
      anatomyView.subscribe(({ shown }, before) => {
        if ((shown === null) !== (before.shown === null)) listener();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  },
  layout: {
    get ready() {
      return labLayout.getState().ready;
    },
    get arrangement() {
      return labLayout.getState().arrangement;
    },
    placeOf,
    onChange: onLayout,
    place: (places) => client.layout.place({ places }),
    release: (peers) => client.layout.release({ peers }),
    settle: (places) => client.layout.settle({ revision: labLayout.getState().revision, places }),
  },
  select,
  announce,
};
