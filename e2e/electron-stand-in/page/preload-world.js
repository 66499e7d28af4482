// Runs in an isolated world of the page, as a preload does under contextIsolation, before the page's scripts.
// `preload` (its text as a function) and `PLATFORM` are put in by chromium-window.ts; `toShell` is a binding that only this world has.
(() => {
  if (window !== window.top) return;

  const unknown = (what) => {
    const error = new Error(`the Electron stand-in does not know ${what} in a preload`);
    toShell(JSON.stringify({ kind: 'unknown', what: error.message }));
    return error;
  };
  const loud = (name, target) =>
    new Proxy(target, {
      get(_target, key) {
        if (typeof key === 'symbol' || key in target) return target[key];
        throw unknown(`${name}.${key}`);
      },
    });

  // What crosses to another process is cloned; a value that this text form would bend is refused, not bent.
  const encode = (value) => {
    if (typeof value === 'string') return { text: value };
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes =
        value instanceof ArrayBuffer
          ? new Uint8Array(value)
          : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return { bytes: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
    }
    const clone = structuredClone(value);
    const plain = (part) =>
      part === null ||
      ['string', 'boolean'].includes(typeof part) ||
      Number.isFinite(part) ||
      (Array.isArray(part)
        ? part.every(plain)
        : Object.getPrototypeOf(part) === Object.prototype && Object.values(part).every(plain));
    if (clone !== undefined && !plain(clone)) throw unknown('a value of this kind crossing the bridge');
    return clone === undefined ? {} : { json: clone };
  };
  const decode = ({ text, bytes, json }) => {
    if (text !== undefined) return text;
    if (bytes !== undefined) return Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0));
    return json;
  };

  const exposed = [];
  const expose = (entry) => window.dispatchEvent(new CustomEvent('stand-in:expose', { detail: entry }));
  window.addEventListener('stand-in:ask-exposed', () => exposed.forEach(expose));
  const contextBridge = loud('contextBridge', {
    exposeInMainWorld(key, value) {
      const entry = JSON.stringify({ key, value: encode(value).json });
      exposed.push(entry);
      expose(entry);
    },
  });

  const listeners = new Map();
  const ipcRenderer = loud('ipcRenderer', {
    send(channel, ...args) {
      toShell(JSON.stringify({ kind: 'sent', channel, args: args.map(encode) }));
    },
    on(channel, listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
  });

  // A real channel for each port: one end goes to the page, the other is carried to the main process from here.
  const carried = new Map();
  const openPort = (id) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) =>
      toShell(JSON.stringify({ kind: 'port-message', port: id, data: encode(data) }));
    port1.onclose = () => {
      carried.delete(id);
      toShell(JSON.stringify({ kind: 'port-closed', port: id }));
    };
    carried.set(id, port1);
    return port2;
  };

  globalThis.fromShell = (text) => {
    const { kind, channel, message, ports, port, data } = JSON.parse(text);
    if (kind === 'post') {
      const event = loud('ipcRenderer event', { ports: ports.map(openPort) });
      for (const listener of listeners.get(channel) ?? []) listener(event, decode(message));
    } else if (kind === 'post-to-port') carried.get(port)?.postMessage(decode(data));
    else if (kind === 'close-port') {
      carried.get(port)?.close();
      carried.delete(port);
    }
  };

  const modules = { electron: loud("require('electron')", { contextBridge, ipcRenderer }) };
  const require = (name) => {
    if (name in modules) return modules[name];
    throw unknown(`require('${name}')`);
  };
  const process = loud('process', { platform: PLATFORM });
  const module = { exports: {} };
  preload(require, module, module.exports, process);
})();
