type Name = string | false | null | undefined;

/**
 * Reads one CSS module: `const cx = classNames(css)`, then `cx('row', isOpen && 'open')`.
 * A name that the module does not have is left out.
 */
export function classNames(sheet: Readonly<Record<string, string>>): (...names: readonly Name[]) => string {
  return (...names) =>
    names
      .map((name) => (name ? sheet[name] : undefined))
      .filter((name) => name !== undefined)
      .join(' ');
}
