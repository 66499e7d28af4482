import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

export default defineConfig({
  main: {
    build: {
      // One bundle for the window, one for the command line; what both use is a shared chunk.
      rollupOptions: {
        input: { index: resolve(root, 'src/main/index.ts'), cli: resolve(root, 'src/main/cli/index.ts') },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed window loads only CommonJS, and `"type": "module"` would make a .js file ESM.
      rollupOptions: {
        input: resolve(root, 'src/preload/index.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src/renderer'),
    plugins: [react()],
    // Served over a network too: `serve` may run on another machine than the browser.
    build: {
      minify: true,
      // One file that is loaded once: splitting it would only add round trips.
      chunkSizeWarningLimit: 1_700,
      rollupOptions: {
        // The window, the page that documents the API, and what is shown when the window's page stops too often.
        input: {
          index: resolve(root, 'src/renderer/index.html'),
          docs: resolve(root, 'src/renderer/docs.html'),
          stopped: resolve(root, 'src/renderer/stopped.html'),
        },
      },
    },
  },
});
