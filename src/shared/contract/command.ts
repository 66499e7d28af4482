import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { AddressKey } from '../protocol/address';
import { problemSchema } from './parts';

/** Expected failures. The message is the sentence for people; the data is the whole {@link Problem}. */
export const command = oc.errors({
  BAD_REQUEST: { status: 400, message: 'the input is not of the right form', data: problemSchema },
  NOT_FOUND: { status: 404, message: 'there is no such thing', data: problemSchema },
  CONFLICT: { status: 409, message: 'this is not possible now', data: problemSchema },
  SERVICE_UNAVAILABLE: { status: 503, message: 'the other side did not answer', data: problemSchema },
});

export const peerId = z
  .string()
  .max(262)
  .regex(/^.+:\d{1,5}$/, 'a peer is named by its address, ip:port')
  .transform((text) => text as AddressKey)
  .describe('A peer: its address as ip:port, such as 127.0.0.1:5002.');

export const onePeer = z.object({ id: peerId });
export const twoPeers = z.object({ id: peerId, other: peerId });
