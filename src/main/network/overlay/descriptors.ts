import { openFilesLimit } from '../../transport/sockets/descriptors';

/** A peer listens on one TCP and one UDP socket. */
const PER_PEER = 2;

/**
 * @param spare descriptors that the settings keep back for the window, the API and files; adding peers leaves twice as
 * many, so that a full lab can still be connected to
 * @param descriptors that the process may hold at once; default: what the system allows
 * @returns how many peers the process may host
 */
export function peersWithinDescriptors(spare: number, descriptors = openFilesLimit()): number {
  return Math.max(0, Math.floor((descriptors - 2 * spare) / PER_PEER));
}
