import { useEffect } from 'react';
import type { Lab } from '../lab/lab';
import { openNetwork } from './commands';

/** Opens files that are dropped anywhere on the window; without this the browser would leave the page for the file. */
export function useDroppedFiles(lab: Lab): void {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    };
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      for (const file of event.dataTransfer.files) void openNetwork(lab, file);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, [lab]);
}
