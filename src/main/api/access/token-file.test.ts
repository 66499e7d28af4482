import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { newToken, readOrMakeToken } from './token-file';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncpulse-token-'));
  return () => rm(folder, { recursive: true });
});

const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);
const onWindows = process.platform === 'win32';

test('a token is 32 random bytes', () => {
  expect(Buffer.from(newToken(), 'base64url')).toHaveLength(32);
  expect(newToken()).not.toBe(newToken());
});

test('the first run makes the folder and a file that only its owner can read', async () => {
  const { token, file = '', notice } = await readOrMakeToken(join(folder, 'a', 'b'));
  expect(notice).toBeUndefined();
  expect(await readFile(file, 'utf8')).toBe(`${token}\n`);
  if (!onWindows) {
    expect(await modeOf(file)).toBe('600');
    expect(await modeOf(join(folder, 'a', 'b'))).toBe('700');
  }
});

test('the next run uses the same one; without the file there is a new one', async () => {
  const first = await readOrMakeToken(folder);
  expect(await readOrMakeToken(folder)).toEqual(first);
  await rm(join(folder, 'token'));
  expect((await readOrMakeToken(folder)).token).not.toBe(first.token);
});

test('a file that does not hold a token is replaced', async () => {
  for (const text of ['', 'short', `${'x'.repeat(43)}!`, `${newToken()}\n${newToken()}`]) {
    await writeFile(join(folder, 'token'), text, { mode: 0o600 });
    expect((await readOrMakeToken(folder)).token).toMatch(/^[\w-]{43}$/);
  }
});

test.skipIf(onWindows)('a token that others could have read is replaced, and said', async () => {
  const first = await readOrMakeToken(folder);
  await chmod(join(folder, 'token'), 0o644);
  const second = await readOrMakeToken(folder);
  expect(second.token).not.toBe(first.token);
  expect(second.notice).toContain('could be read by others');
  expect(await modeOf(join(folder, 'token'))).toBe('600');
});

test.skipIf(onWindows)('a link to a file elsewhere is replaced; the file there is not touched', async () => {
  const elsewhere = join(folder, 'elsewhere');
  await writeFile(elsewhere, 'theirs', { mode: 0o600 });
  await mkdir(join(folder, 'data'));
  await symlink(elsewhere, join(folder, 'data', 'token'));
  const { token, file = '' } = await readOrMakeToken(join(folder, 'data'));
  expect(await readFile(elsewhere, 'utf8')).toBe('theirs');
  expect(await readFile(file, 'utf8')).toBe(`${token}\n`);
});

test('a folder that cannot be is an error', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(readOrMakeToken(join(folder, 'file'))).rejects.toThrow();
});
