// Runs in the page's own world before its scripts: what the preload exposes arrives as text and is frozen, as
// Electron's contextBridge does. Asks once, in case the preload's world came first.
(() => {
  const freeze = (value) => {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
    return Object.freeze(value);
  };
  window.addEventListener('stand-in:expose', (event) => {
    const { key, value } = JSON.parse(event.detail);
    if (Object.hasOwn(window, key)) return;
    Object.defineProperty(window, key, { value: freeze(value), enumerable: true });
  });
  window.dispatchEvent(new CustomEvent('stand-in:ask-exposed'));
})();
