import { dialog } from 'electron';
import type { Lab } from '../lab';

/** Says where the HTTP API is when that is not where it was asked for. The window itself works over a port of its own. */
export async function notifyApiAddress({ api, moved }: Pick<Lab, 'api' | 'moved'>): Promise<void> {
  const problem = api.ok ? moved : api.error;
  if (!problem) return;
  const message = api.ok
    ? `The HTTP API is at ${api.value.apiUrl} for this run`
    : 'The HTTP API is off for this run';
  await dialog.showMessageBox({ type: 'info', message, detail: problem.sentence, buttons: ['OK'] });
}
