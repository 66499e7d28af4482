import type { SavedNetworkInput } from '../../shared/recording/saved-network';
import type { Lab } from '../lab/lab';
import { saveFile } from '../metrics/save-file';
import { notify } from '../notices/notices';
import { problemOf } from '../notices/problem-of';
import { count } from '../words/count';

/** The file format is loaded when it is needed: most visits of the page neither save nor open a network. */
const fileFormat = () => import('../../shared/recording/network-file');

/** Saves the hosted peers and their links as a .syncpulse file, which is named by the local date. */
export async function saveNetwork(lab: Lab): Promise<void> {
  try {
    const network = await lab.client.networkFile.save();
    const { encodeNetwork, NETWORK_FILE_SUFFIX } = await fileFormat();
    const bytes = await encodeNetwork(network);
    const content = new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' });
    saveFile(`network-${dateOf(new Date())}${NETWORK_FILE_SUFFIX}`, content);
  } catch (error) {
    const { sentence } = problemOf(error);
    notify(lab, { key: 'save-network', tone: 'error', title: 'The network was not saved', sentence });
  }
}

/** Adds the peers of a file to the network. What cannot be restored becomes one notice. */
export async function openNetwork(lab: Lab, file: File): Promise<void> {
  const key = 'open-network';
  const title = `${file.name} was not opened`;
  const { decodeNetwork, MAX_NETWORK_FILE_BYTES } = await fileFormat();
  let bytes: Uint8Array;
  try {
    // One byte more than is allowed is enough to refuse a file that is too large.
    bytes = new Uint8Array(await file.slice(0, MAX_NETWORK_FILE_BYTES + 1).arrayBuffer());
  } catch {
    const sentence = 'The file cannot be read. Choose a .syncpulse file.';
    return notify(lab, { key, tone: 'error', title, sentence });
  }
  const network = decodeNetwork(bytes);
  if (!network.ok) return notify(lab, { key, tone: 'error', title, sentence: network.error.sentence });
  try {
    const { peers, problems } = await lab.client.networkFile.open(network.value as SavedNetworkInput);
    if (problems.length === 0) return;
    notify(lab, {
      ...{ key, tone: 'error', title: `${file.name} was opened with ${count(problems.length, 'problem')}` },
      sentence: `${count(peers.length, 'peer')} of ${network.value.peers.length} were added.`,
      details: problems.map(({ sentence }) => sentence),
    });
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code !== 'cancelled') notify(lab, { key, tone: 'error', title, sentence: problem.sentence });
  }
}

/** Lets the user choose a file, and opens it. */
export function chooseNetwork(lab: Lab): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.syncpulse';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) void openNetwork(lab, file);
  });
  input.click();
}

function dateOf(time: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}
