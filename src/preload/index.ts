import { contextBridge, ipcRenderer } from 'electron';

// The page learns that it runs in the desktop app, and gets one port when it asks: no channel names, no objects.
contextBridge.exposeInMainWorld('syncPulseDesktop', { platform: process.platform });

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === 'syncpulse:ask-port') ipcRenderer.send('ask-port');
});

// Undo and Redo of the application menu; the page knows whether a text field or the network is meant.
ipcRenderer.on('edit', (_event, step: unknown) => {
  if (step === 'undo' || step === 'redo') window.postMessage(`syncpulse:${step}`, location.origin);
});

ipcRenderer.on('port', (event) => {
  window.postMessage('syncpulse:port', location.origin, event.ports);
});
