import { once } from 'node:events';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startTestLab } from '../../../../test/support/api-lab';
import { newFolder } from '../../../../test/support/downloads/holders';
import { freeBytes } from '../../network/downloads/storage/disk';
import { PartialFile } from '../../network/downloads/storage/partial-file';

vi.mock('../../network/downloads/storage/disk', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../network/downloads/storage/disk')>();
  return { ...original, freeBytes: vi.fn(original.freeBytes) };
});

const START = `--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n${'x'.repeat(4_000_000)}`;

/** Sends the beginning of a form and never its end. @returns the head of the answer */
async function uploadWithoutEnd(lengthHeader: string): Promise<string> {
  const { api, token } = await startTestLab({ uploadFolder: join(await newFolder(), 'uploaded') });
  const socket = createConnection(api.port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  socket.write(
    `POST /upload HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: multipart/form-data; boundary=b\r\n${lengthHeader}\r\n\r\n`,
  );
  const body = lengthHeader.startsWith('Transfer') ? `${START.length.toString(16)}\r\n${START}\r\n` : START;
  socket.write(body);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
}

test('an upload that is larger than the room on the disk is answered 507 while its sender still sends', async () => {
  vi.mocked(freeBytes).mockResolvedValueOnce(1_000);
  const answer = await uploadWithoutEnd('Content-Length: 9000000');
  expect(answer).toMatch(/^HTTP\/1\.1 507 /);
  expect(answer).toContain('INSUFFICIENT_STORAGE');
});

test.skipIf(process.platform !== 'linux')(
  'an upload during which the disk fills up is answered 507 while its sender still sends',
  async () => {
    // Linux keeps a device that is always full.
    const { open } = PartialFile;
    const opening = vi.spyOn(PartialFile, 'open').mockImplementation(() => open('/dev/full'));
    onTestFinished(() => opening.mockRestore());
    const answer = await uploadWithoutEnd('Transfer-Encoding: chunked');
    expect(answer).toMatch(/^HTTP\/1\.1 507 /);
  },
);
