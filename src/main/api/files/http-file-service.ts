import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import type { FileService, ServedFile } from '../../experiment/file-service';

export interface ServiceAddress {
  /** Of the server's root, with a slash at its end. */
  readonly url: string;
  readonly token: string;
  /** The upload folder of the service: an upload for a measurement is removed again. */
  readonly uploadFolder: string;
}

const fileDetails = z.object({ file_name: z.string(), file_size_mb: z.number(), sha256_hash: z.string() });

/** The file service of this API, used as by any other program. A refusal is thrown, with its status. */
export function httpFileService({ url, token, uploadFolder }: ServiceAddress): FileService {
  const ask = async (path: string, init: RequestInit) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(new URL(path, url), { ...init, headers });
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${path} was answered ${answer.status}`);
    return answer;
  };
  return {
    generate: async (signal) => fileTold(await ask('/generate', { signal })),
    async upload({ name }, folder, signal) {
      const generated = await ask(`/download/${encodeURIComponent(name)}`, { signal });
      const body = new FormData();
      body.set('file', await generated.blob(), name);
      const file = await fileTold(await ask('/upload', { method: 'POST', body, signal }));
      try {
        const back = await ask(`/uploaded/${encodeURIComponent(file.name)}`, { signal });
        const content = Readable.fromWeb(back.body as ReadableStream);
        await pipeline(content, createWriteStream(join(folder, name)), { signal });
      } finally {
        await rm(join(uploadFolder, file.name), { force: true });
      }
      return file;
    },
  };
}

async function fileTold(answer: Response): Promise<ServedFile> {
  const { file_name, file_size_mb, sha256_hash } = fileDetails.parse(await answer.json());
  return { name: file_name, bytes: Math.round(file_size_mb * 1_000_000), sha256: sha256_hash };
}
