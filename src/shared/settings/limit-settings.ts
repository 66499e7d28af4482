import { z } from 'zod';

/** What other programs may take of this lab. Each default keeps a lab on one machine answering under attack. */
export const limitSettings = {
  messageTimeS: z
    .int()
    .min(1)
    .max(3_600)
    .describe(
      'Seconds that one message may take to arrive over TCP, from its first byte on. Longer serves slower programs, and lets one that sends a byte now and then keep its connection for longer.',
    ),
  connectionQuietS: z
    .int()
    .min(1)
    .max(86_400)
    .describe(
      'Seconds that a TCP connection may be quiet, or take for its first whole message; one that sends bytes and no message after that has twice as long. Longer serves programs that keep a connection open, and lets idle ones take the room of others.',
    ),
  messagesAtOnce: z
    .int()
    .min(1)
    .max(10_000)
    .describe(
      'Messages that one TCP connection may send in one piece; with more it is cut. More serve programs that send many without waiting, and let one of them delay the others for longer.',
    ),
  datagramsPerAddress: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe(
      'Datagrams a second that each peer here, and the bootstrap server, read from one IP address of another machine; twice as many at once after a quiet time. More serve larger labs there, and let one program there take more of the time.',
    ),
  spareDescriptors: z
    .int()
    .min(32)
    .max(10_000)
    .describe(
      'Open files that connections of other programs leave free, for the window, the API and files; adding peers leaves twice as many. More keep a full lab answering for longer, and leave room for fewer connections and peers.',
    ),
  waitingMessages: z
    .int()
    .min(1)
    .max(50_000)
    .describe(
      'Messages of the searches of one other program that wait for a connection; further ones are not delivered. More bring its searches further under load, at more memory.',
    ),
  logMemoryMb: z
    .int()
    .min(1)
    .max(4_000)
    .describe(
      'Megabytes of past events that are kept, 50,000 events at most; the oldest are forgotten. More show a longer past to a window that opens late, at as much memory.',
    ),
  errorReplyIntervalS: z
    .int()
    .min(1)
    .max(3_600)
    .describe(
      'Seconds in which one program is sent one error about unreadable input of one kind. Shorter tells a person that tries things out sooner, at more messages to a program that repeats itself.',
    ),
  errorReplies: z
    .int()
    .min(1)
    .max(10_000)
    .describe(
      'Errors that one program is sent before its unreadable input is ignored. More help somebody who makes many mistakes, and let two programs that answer errors by errors go on for longer.',
    ),
  errorReplyRestS: z
    .int()
    .min(1)
    .max(86_400)
    .describe(
      'Seconds without unreadable input after which an ignored program is sent errors again, and the longest time for which an IP address is sent none. Longer ends slow exchanges of errors, and keeps a program waiting that was repaired.',
    ),
  errorRepliesPerHost: z
    .int()
    .min(1)
    .max(10_000)
    .describe(
      'Errors about unreadable input of one kind that one IP address is sent over different connections and ports; programs that are registered or neighbours are not counted. Then it is sent none for ten seconds, the next time for twice as long. More let larger classes work behind one address, and answer a program for longer that opens a connection for each bad line.',
    ),
  apiConnections: z
    .int()
    .min(16)
    .max(100_000)
    .describe(
      'Connections to the API at once. When there is no room, the oldest that has sent no token is closed. More let more scripts and windows in, at more open files; a browser window takes up to seven.',
    ),
  apiWebSockets: z
    .int()
    .min(1)
    .max(10_000)
    .describe(
      'WebSockets to the API at once; a browser window takes one. More show the network in more windows, each of which costs time for every event.',
    ),
  apiHeadS: z
    .int()
    .min(1)
    .max(86_400)
    .describe(
      'Seconds that the head of a request to the API may take to arrive, from the opening of its connection on. Longer serves slower scripts, and lets one that sends nothing keep its connection for longer.',
    ),
  apiBodyS: z
    .int()
    .min(1)
    .max(86_400)
    .describe(
      'Seconds that the body of a request to the API may take to arrive, uploads not counted. Longer serves slower scripts, and lets one that sends nothing keep its connection for longer.',
    ),
  apiCommandMb: z
    .int()
    .min(2)
    .max(15)
    .describe(
      'Megabytes that the body of one command to the API may have, uploads not counted; a longer one is answered 413. The default has room for the largest command. More take scripts that write the same in more bytes, at more memory for each.',
    ),
  uploadStallS: z
    .int()
    .min(1)
    .max(3_600)
    .describe(
      'Seconds without a byte after which an upload is given up. Longer lets slow or interrupted clients finish, and keeps the part of an upload that was abandoned on the disk for longer.',
    ),
  probesAtOnce: z
    .int()
    .min(1)
    .max(1_000)
    .describe(
      'Silent external peers that are probed at once. More find those that crashed sooner in a large network, at more connections and open files at a time.',
    ),
};

export const DEFAULT_LIMITS = {
  messageTimeS: 5,
  connectionQuietS: 30,
  messagesAtOnce: 64,
  datagramsPerAddress: 200,
  spareDescriptors: 128,
  waitingMessages: 2_000,
  logMemoryMb: 32,
  errorReplyIntervalS: 2,
  errorReplies: 8,
  errorReplyRestS: 60,
  errorRepliesPerHost: 16,
  apiConnections: 512,
  apiWebSockets: 64,
  apiHeadS: 30,
  apiBodyS: 30,
  apiCommandMb: 2,
  uploadStallS: 30,
  probesAtOnce: 64,
};
