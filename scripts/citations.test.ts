import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('..', import.meta.url);
const page = readFileSync(new URL('PROTOCOL.md', ROOT), 'utf8');
const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);

/** The rules for peers, by number. */
const rules = new Map(
  (page.split('\n## Rules for peers\n')[1]?.split('\n## ')[0] ?? '')
    .split(/^(?=\d+\. )/m)
    .filter((text) => /^\d+\. /.test(text))
    .map((text) => [Number.parseInt(text, 10), text.replaceAll('**', '').replace(/\s+/g, ' ')]),
);

const sources = execFileSync('git', ['ls-files', 'src', 'bench', 'e2e'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((path) => /\.(ts|tsx|mjs)$/.test(path));

/** What is cited of PROTOCOL.md, as `[file, what follows]`. A comment may be wrapped within a citation. */
function citations(pattern: RegExp): [path: string, ...parts: string[]][] {
  return sources.flatMap((path) => {
    const text = readFileSync(new URL(path, ROOT), 'utf8').replace(/\n\s*(\*|\/\/)?\s*/g, ' ');
    return [...text.matchAll(pattern)].map(([, ...parts]): [string, ...string[]] => [path, ...parts]);
  });
}

describe('what the code cites of PROTOCOL.md', () => {
  it('sections exist', () => {
    const found = citations(/PROTOCOL\.md, "([^"]+)"/g);
    expect(found.length).toBeGreaterThan(5);
    for (const [path, heading] of found) expect(headings, path).toContain(heading);
  });

  it('rules exist, and say what they are cited for', () => {
    expect(rules.size).toBeGreaterThan(4);
    const found = citations(/PROTOCOL\.md, rule (\d+): ([^)]+)\)/g);
    expect(found.length).toBeGreaterThan(1);
    for (const [path, number, words] of found) expect(rules.get(Number(number)), path).toContain(words);
  });

  it('rules are cited by page, number and words, and in no other form', () => {
    const any = citations(/\b(rules? \d+)\b/gi).length;
    expect(citations(/PROTOCOL\.md, (rule) \d+: [^)]+\)/g)).toHaveLength(any);
  });
});
