/** Prints the resident bytes that one peer (or one bare pair of sockets) adds, in a process of its own. Arguments: kind, how many. */
import { barePeers } from './bare-peers';
import { hosted } from './spawn';

const [kind, count] = process.argv.slice(2);
const grow = async (peers: number) => (kind === 'bare' ? await barePeers(peers) : await hosted(peers));
const resident = () => {
  globalThis.gc?.();
  return process.memoryUsage.rss();
};

// What the first few load and compile belongs to the program, not to a peer.
const kept: unknown[] = [await grow(20)];
const before = resident();
kept.push(await grow(Number(count)));
console.log((resident() - before) / Number(count));
process.exit(kept.length === 2 ? 0 : 1);
