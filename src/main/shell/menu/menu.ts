import { app, Menu } from 'electron';
import { type MenuActions, menuTemplate } from './menu-template';

export function setMenu(actions: MenuActions): void {
  app.setAboutPanelOptions({ applicationName: 'syncPulse', applicationVersion: app.getVersion() });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, actions)));
}
