import { ok } from '../../shared/problem';
import type { OpenFileService } from '../network/experiment/file-service';
import { httpFileService } from './files/http-file-service';
import { startApiServer } from './server';
import { newToken } from './token-file';

/** Starts an API for one network alone, on a free port of this machine, and uses its file service over HTTP. */
export const openHttpFiles: OpenFileService = async (overlay, uploadFolder) => {
  const token = newToken();
  const started = await startApiServer({ overlay, host: '127.0.0.1', port: 0, token, uploadFolder });
  if (!started.ok) return started;
  const { url, stop } = started.value;
  return ok({ files: httpFileService({ url, token, uploadFolder }), stop });
};
