// Makes `import … from 'electron'` find the stand-in. A data URL, because hooks run in a thread that knows no TypeScript.
import { register } from 'node:module';

const standIn = JSON.stringify(new URL('./electron.ts', import.meta.url).href);
const hooks = `export const resolve = (name, context, next) => next(name === 'electron' ? ${standIn} : name, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
