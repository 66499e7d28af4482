// Node 20 does not hand the loader of TypeScript on to a worker.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
