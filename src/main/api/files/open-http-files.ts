import { ok } from '../../../shared/problem';
import type { OpenFileService } from '../../experiment/file-service';
import { newToken } from '../access/token-file';
import { startApiServer } from '../server';
import { httpFileService } from './http-file-service';

/** Starts an API for one network alone, on a free port of this machine, and uses its file service over HTTP. */
export const openHttpFiles: OpenFileService = async (overlay, uploadFolder) => {
  const token = newToken();
  const started = await startApiServer({ overlay, host: '127.0.0.1', port: 0, token, uploadFolder });
  if (!started.ok) return started;
  const { url, stop } = started.value;
  return ok({ files: httpFileService({ url, token, uploadFolder }), stop });
};
