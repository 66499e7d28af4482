import { openedNetworkSchema, savedNetworkSchema } from '../recording/saved-network';
import { command } from './command';
import { output } from './parts';

export const networkFileContract = {
  save: command
    .route({
      method: 'GET',
      path: '/network/file',
      tags: ['network'],
      summary: 'The hosted peers and how they are connected, to start the same network again',
      description:
        'The names that a peer shares are in it, files of a folder and downloads are not. In the window the same is a .syncpulse file.',
    })
    .output(output(savedNetworkSchema)),
  open: command
    .route({
      method: 'POST',
      path: '/network/file',
      tags: ['network'],
      summary: 'Add the peers of a saved network; answered when each is registered and joined as it was',
      description:
        'Each peer sends REG where it was registered and JOIN to each neighbour; one that had crashed crashes again. A port that is in use is replaced by a free one. What cannot be done is among `problems`.',
    })
    .input(savedNetworkSchema)
    .output(output(openedNetworkSchema)),
};
