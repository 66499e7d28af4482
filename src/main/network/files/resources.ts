import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @returns where a file of `resources/` lies, whether this runs from `out/`, from the sources, or from a packed app */
export function resource(name: string, from: string = import.meta.dirname): string {
  let folder = from;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, 'resources', name);
}
