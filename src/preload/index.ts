import { contextBridge, ipcRenderer } from 'electron';

// The page learns that it runs in the desktop app, and gets one port when it asks: no channel names, no objects.
contextBridge.exposeInMainWorld('syncPulseDesktop', { platform: process.platform });

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === 'syncpulse:ask-port') ipcRenderer.send('ask-port');
});

// An item of the application menu that the page carries out. The page knows which there are.
ipcRenderer.on('action', (_event, id: unknown) => {
  if (typeof id === 'string') window.postMessage(`syncpulse:action:${id}`, location.origin);
});

ipcRenderer.on('port', (event) => {
  window.postMessage('syncpulse:port', location.origin, event.ports);
});
