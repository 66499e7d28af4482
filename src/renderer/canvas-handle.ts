import type { PeerId } from '../shared/network/events';
import type { GraphView } from './graph/graph-view';
import { type Preferences, preferences } from './preferences';
import { sheet } from './sheet';

/* The one canvas of this window, for buttons and keys outside of it. Does nothing while there is none. */

let view: GraphView | null = null;

export function setCanvas(ready: GraphView | null): void {
  view = ready;
}

export const canvas = {
  fit(): void {
    view?.fit();
  },
  zoomIn(): void {
    view?.zoomBy(1.25);
  },
  zoomOut(): void {
    view?.zoomBy(0.8);
  },
  focus(id: PeerId): void {
    view?.focus(id);
  },
};

export const panels = {
  toggleInspector(): void {
    const { narrow, open } = sheet.getState();
    if (narrow) sheet.setState({ open: !open });
    else preferences.setState({ inspectorOpen: !preferences.getState().inspectorOpen });
  },
  toggleDrawer(): void {
    preferences.setState({ drawerOpen: !preferences.getState().drawerOpen });
  },
  showTab(drawerTab: Preferences['drawerTab']): void {
    preferences.setState({ drawerTab, drawerOpen: true });
  },
};
