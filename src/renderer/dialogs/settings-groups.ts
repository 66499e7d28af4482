import type { NumberKey } from './settings-form';

/** The settings that are numbers, with label and unit, as the dialog shows them: each in one group. */
export const NUMBERS: Readonly<
  Record<
    'bootstrap' | 'peers' | 'requests' | 'searches' | 'files' | 'limits',
    readonly (readonly [NumberKey, string, string?])[]
  >
> = {
  bootstrap: [
    ['bootstrapPort', 'Port'],
    ['bootstrapCapacity', 'Capacity', 'peers'],
    ['neighboursOffered', 'Neighbours offered', 'peers'],
    ['registryPerSource', 'Entries from one address', 'peers'],
    ['registrationRenewalS', 'Registration renewal', 's'],
  ],
  peers: [
    ['firstPeerPort', 'First peer port'],
    ['tableCapacity', 'Neighbour table capacity', 'neighbours'],
    ['neighbourFloor', 'Neighbour floor', 'neighbours'],
    ['neighbourCheckS', 'Check of neighbours', 's'],
    ['externalPeers', 'External peers shown', 'peers'],
  ],
  requests: [
    ['requestTimeoutMs', 'Request time-out', 'ms'],
    ['requestRetries', 'Retries', 'times'],
    ['silenceBeforeProbeS', 'Silence before a probe', 's'],
  ],
  searches: [
    ['timeToLive', 'Search time-to-live', 'hops'],
    ['walkers', 'Walkers'],
    ['walkLength', 'Walk length', 'peers'],
    ['searchConnections', 'Connections of searches', 'at once'],
    ['keepConnectionS', 'Keep a quiet connection', 's'],
    ['keptConnections', 'Kept connections', 'at once'],
    ['answersToUnknown', 'Answers to an unknown asker', 'a second'],
  ],
  files: [['uploadLimitMb', 'Largest upload', 'MB']],
  limits: [
    ['incomingConnections', 'External connections', 'at once'],
    ['connectionsPerAddress', 'Of these from one address', 'at once'],
    ['messageTimeS', 'Time of one message', 's'],
    ['connectionQuietS', 'Quiet connection', 's'],
    ['messagesAtOnce', 'Messages in one piece', 'at once'],
    ['datagramsPerAddress', 'Datagrams from one address', 'a second'],
    ['spareDescriptors', 'Open files kept free'],
    ['waitingMessages', 'Waiting messages of one program'],
    ['logMemoryMb', 'Memory of past events', 'MB'],
    ['errorReplyIntervalS', 'Same error to one program every', 's'],
    ['errorReplies', 'Errors to one program', 'times'],
    ['errorRepliesPerHost', 'Same error to one IP address', 'times'],
    ['errorReplyRestS', 'Rest after these', 's'],
    ['apiConnections', 'API connections', 'at once'],
    ['apiWebSockets', 'API WebSockets', 'at once'],
    ['apiHeadS', 'Time of the head of an API request', 's'],
    ['apiBodyS', 'Time of the body of an API request', 's'],
    ['apiCommandMb', 'Largest API command', 'MB'],
    ['uploadStallS', 'Upload without a byte', 's'],
    ['probesAtOnce', 'External peers probed', 'at once'],
  ],
};
