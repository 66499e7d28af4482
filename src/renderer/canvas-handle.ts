import type { PeerId } from '../shared/network/events';
import type { PanelId } from '../shared/window-actions';
import type { GraphView } from './graph/graph-view';
import type { Lab } from './lab/lab';
import { labPart } from './lab/part';
import { preferences } from './preferences';
import { sheet } from './sheet';

/* The one canvas of a lab, for buttons and keys outside of it. Does nothing while there is none. */

const view = labPart((): { current: GraphView | null } => ({ current: null }));

export function setCanvas(lab: Lab, ready: GraphView | null): void {
  view(lab).current = ready;
}

export const canvas = labPart((lab) => ({
  fit: () => view(lab).current?.fit(),
  zoomIn: () => view(lab).current?.zoomBy(1.25),
  zoomOut: () => view(lab).current?.zoomBy(0.8),
  focus: (id: PeerId) => view(lab).current?.focus(id),
}));

export const panels = {
  toggleInspector(): void {
    const { narrow, open } = sheet.getState();
    if (narrow) sheet.setState({ open: !open });
    else preferences.setState({ inspectorOpen: !preferences.getState().inspectorOpen });
  },
  toggleDrawer(): void {
    preferences.setState({ drawerOpen: !preferences.getState().drawerOpen });
  },
  showTab(drawerTab: PanelId): void {
    preferences.setState({ drawerTab, drawerOpen: true });
  },
};
