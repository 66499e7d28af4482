/**
 * Kinds of files that a viewer or a player shows, on every system: text, pictures, sound, films and PDF. Everything else
 * may be a program, start one, or run a script of its own: programs, archives, office documents with macros, HTML and
 * SVG, `.desktop`, `.lnk` and `.url` files.
 */
const OPENABLE: ReadonlySet<string> = new Set([
  ...['txt', 'text', 'log', 'pdf'],
  ...['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp'],
  ...['mp3', 'ogg', 'oga', 'opus', 'wav', 'flac', 'm4a', 'aac'],
  ...['mp4', 'm4v', 'webm', 'ogv', 'mkv', 'mov', 'avi', 'mpg', 'mpeg'],
]);

/**
 * The rule for files from remote peers, which choose both the name and the content: only these kinds are opened, and a
 * name without an ending is none of them, since some systems then go by the content. A list of what is allowed, since a
 * list of what is dangerous is never complete and differs from system to system. A question ("Open it all the same?")
 * would be answered with yes by habit; everything else is shown in its folder, where the system's own warnings apply.
 *
 * @param fileName the name under which the file lies in its folder
 */
export function mayBeOpened(fileName: string): boolean {
  const dot = fileName.lastIndexOf('.');
  return dot > 0 && OPENABLE.has(fileName.slice(dot + 1).toLowerCase());
}
