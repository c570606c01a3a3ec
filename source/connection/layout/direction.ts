/**
 * The row of a direction, 2 × connection + side: everything that is counted of what one end sent. A new counter is one line here,
 * in the part of those who touch it. Parts are in the order of how often they are touched; a pass has room only for those of
 * the stages it runs (`STRIDES`).
 */
import { CACHE_LINE, type FieldRow, type Part, roundUp, type Stage, structure } from './structure.ts';

/** Who, when, and which letters: half of it stands in A's row, the other half in B's. A = the end that sent the first packet. */
export const IDENTITY_OF_A = [
  ['firstMicros', 'f64', 'time of the first packet, µs since 1970; 0 counts as unset'],
  ['lastMicros', 'f64', 'time of the last packet, µs since 1970'],
  [
    'addresses',
    'u32*2',
    'IPv4: the addresses of A and B; IPv6: the first is the place of the pair in the table of addresses',
  ],
] as const satisfies readonly FieldRow[];

export const IDENTITY_OF_B = [
  ['ports', 'u32', "A's port in the high half, B's in the low"],
  ['label', 'u32', "number of A's letters; B has the next"],
  ['firstPacket', 'u32', 'number of the first packet, from 1 over the whole capture'],
  ['lastPacket', 'u32', 'number of the last packet'],
  ['file', 'u16', 'index of the file of the first packet'],
  ['interfaceIndex', 'u16', 'index of the interface of the first packet'],
  ['version', 'u8', 'of IP: 4 or 6'],
  ['ignored', 'u8', '1: left out of all statistics'],
  ['carrier', 'u16', 'what carried the first packet: see wire/carriers.ts; 0 = nothing did'],
] as const satisfies readonly FieldRow[];

/** Half of a connection's identity, as rows of connections and of UDP pairs begin. */
export const IDENTITY = [
  { name: 'identityOfA', stage: 'core', begins: 'at 0', fields: IDENTITY_OF_A },
  { name: 'identityOfB', stage: 'core', begins: 'at 0', fields: IDENTITY_OF_B },
] as const satisfies readonly Part[];

const PARTS = [
  ...IDENTITY,
  {
    // Of every packet. The row of a brief report ends here.
    name: 'core',
    stage: 'core',
    begins: 'after',
    fields: [
      ['syns', 'u8', 'packets with SYN, modulo 256'],
      ['fins', 'u8', 'packets with FIN, modulo 256'],
      ['resets', 'u8', 'packets with RST, modulo 256'],
      ['windowScale', 'u8', 'bits by which windows are shifted'],
      ['optionsSent', 'u8', 'OptionSent bits'],
      ['ringNext', 'u8', 'place in the ring of the next packet'],
      ['ringHighest', 'u16', 'no identification in the ring is higher'],
      ['packets', 'u32', 'TCP packets'],
      ['windowEnd', 'u32', 'ACK and effective window of the last packet with ACK, modulo 2^32'],
      ['syn', 'u32', 'sequence number of the last SYN, 0 if none'],
      ['hardwareDuplicates', 'u32', 'packets that are in the ring already'],
      ['ringSequences', 'u32*8', 'sequence numbers of the last eight packets'],
      ['ringIdentifications', 'u16*8', 'their IP identifications'],
    ],
  },
  {
    // Of few packets.
    name: 'seldom',
    stage: 'traffic',
    begins: 'after',
    fields: [
      ['fin', 'u32', 'sequence number of the FIN'],
      ['wraps', 'u32', 'times the sequence space was gone round'],
      ['zeroWindows', 'u32', 'acknowledgements with a window of 0'],
      ['sacksSent', 'u32', 'packets that carried a SACK option, ACK or not'],
      ['sackPackets', 'u32', 'acknowledgements with SACK blocks'],
      ['dsackPackets', 'u32', 'those of them whose first block reports a duplicate'],
      ['windowTotalHigh', 'u32', 'high half of the sum of the windows, × 2^32: moves only with absurd window scales'],
      ['mss', 'u16', 'MSS option, bytes; 0 = none was sent'],
      ['mostSackBlocks', 'u8', 'most SACK blocks in an acknowledgement'],
    ],
  },
  {
    // Of every packet of either side.
    name: 'eitherSide',
    stage: 'traffic',
    begins: 'at a cache line',
    fields: [
      ['lists', 'u32*4', "the segment store's lists of this side, one for each quarter: addresses"],
      ['trafficMarks', 'u8', 'TrafficMark bits'],
      ['quarters', 'u8', 'QuarterBits'],
      ['trafficSyns', 'u8', 'SYNs as far as this stage has come, modulo 256'],
      ['trafficFins', 'u8', 'FINs as far as this stage has come, modulo 256'],
      ['trafficSyn', 'u32', 'sequence number of the last SYN, as far as this stage has come'],
      ['ack', 'u32', "last ACK number sent; before the first, the peer's SYN: docs/tcptrace.md, Last ACK"],
      ['retransmittedPackets', 'u32', 'packets with numbers seen before, SYN and FIN included'],
      ['windowLast', 'f64', 'effective window of the last packet that was no RST, bytes'],
      [
        'lastAckMicros',
        'f64',
        'time of the last packet with ACK, µs since 1970; where TrafficMark.acknowledged is set',
      ],
      ['ownLastMicros', 'f64', "time of this side's last packet, µs since 1970; 0 = none"],
      ['longestIdle', 'f64', 'longest silence between two packets of this side, µs'],
    ],
  },
  {
    // Of every packet of this side.
    name: 'ownPackets',
    stage: 'traffic',
    begins: 'at a cache line',
    fields: [
      ['windowMax', 'f64', 'largest effective window, bytes'],
      ['windowMin', 'f64', 'smallest effective window above 0, bytes'],
      ['windowTotalLow', 'f64', 'sum of the effective windows, bytes: the low half'],
      ['dataBytes', 'f64', 'payload bytes by the headers'],
      ['uniqueBytes', 'f64', 'payload bytes, each counted once'],
      ['firstDataMicros', 'f64', 'time of the first segment with payload, µs since 1970; 0 = none'],
      ['lastDataMicros', 'f64', 'time of the last segment with payload, µs since 1970; 0 = none'],
      ['initialBytes', 'f64', 'payload bytes sent before the first acknowledgement of data'],
      ['minSequence', 'u32', 'first sequence number that is not 0'],
      ['maxSequence', 'u32', 'highest sequence number, wraps left out'],
      ['latestSequence', 'u32', 'sequence number after the last segment'],
      ['ackPackets', 'u32', 'packets with ACK'],
      ['pureAcks', 'u32', 'packets with ACK and without data, SYN, FIN and RST'],
      ['scaledPackets', 'u32', 'packets since the window was known to be scaled'],
      ['dataPackets', 'u32', 'packets with payload'],
      ['pushedPackets', 'u32', 'packets with payload and PSH'],
      ['largestSegment', 'u32', 'payload of a packet, bytes; more than 65,535 in a jumbogram (RFC 2675)'],
      ['smallestSegment', 'u32', 'payload of a packet with payload, bytes'],
      ['outOfOrderPackets', 'u32', 'packets that filled a hole below later ones'],
      ['initialPackets', 'u32', 'packets with payload sent before the first acknowledgement of data'],
    ],
  },
  {
    // Of few connections.
    name: 'fewConnections',
    stage: 'traffic',
    begins: 'after',
    fields: [
      ['retransmittedBytes', 'f64', 'numbers seen before; SYN and FIN count one each'],
      ['truncatedBytes', 'f64', 'payload bytes that were not captured'],
      ['probeBytes', 'f64', 'payload bytes of window probes'],
      ['urgentBytes', 'f64', 'sum of the urgent pointers'],
      ['truncatedPackets', 'u32', 'packets whose payload was not captured whole'],
      ['probePackets', 'u32', 'packets with data, or FIN, sent to a window of 0'],
      ['urgentPackets', 'u32', 'packets with payload and URG'],
    ],
  },
  {
    // Of few connections; where round trips are looked at.
    name: 'sentAgain',
    stage: 'rtt',
    begins: 'after',
    fields: [
      ['resentBytes', 'f64', 'payload of resentPackets, bytes'],
      ['resentPackets', 'u32', 'packets that resent data somebody may wait for: SentKind.resent'],
      ['overtakenPackets', 'u32', 'packets with data that later ones overtook: SentKind.overtaken'],
      ['keepAlives', 'u32', 'packets that ask whether the other end is still there: SentKind.keepAlive'],
      ['copies', 'u32', 'packets with data that the capture has twice: SentKind.copy'],
    ],
  },
  {
    // Of the peer's acknowledgements.
    name: 'roundTrips',
    stage: 'rtt',
    begins: 'at a cache line',
    fields: [
      ['rtt', 'f64*4', 'Moment of the samples, µs'],
      ['fullRtt', 'f64*4', 'Moment of the samples of segments of fullReach, µs: tcptrace'],
      ['rttLast', 'f64', 'last sample, µs; 0 after an acknowledgement that gave none'],
      ['largestMin', 'f64', 'least sample of a segment of largestReach, µs'],
      ['largestMax', 'f64', 'most, µs'],
      ['largestSum', 'f64', 'sum, µs'],
      ['rttCount', 'u32', 'samples'],
      ['fullCount', 'u32', 'samples of segments of fullReach'],
      ['largestCount', 'u32', 'samples of segments of largestReach'],
      [
        'largestReach',
        'u32',
        'numbers from the first to the last of the longest segment acknowledged; those of one number left out',
      ],
      [
        'fullReach',
        'u32',
        'the same to tcptrace, for which a segment of one number goes round the whole sequence space',
      ],
      ['cumulativeAcks', 'u32', 'segments acknowledged together with a later one'],
      ['duplicateAcks', 'u32', 'acknowledgements that repeated the one before'],
      ['noSample', 'u32', 'acknowledgements after a loss, of which no sample was taken'],
    ],
  },
  {
    // Of every packet of this side.
    name: 'outstanding',
    stage: 'owin',
    begins: 'at a cache line',
    fields: [
      ['owinTotal', 'f64', 'sum of the samples, bytes; signed, as all four (kernel/owin.ts)'],
      ['owinMax', 'f64', 'largest as an unsigned number: any negative value is above any other'],
      ['owinMin', 'f64', 'smallest that is not 0, as an unsigned number'],
      ['owinPrevious', 'f64', 'the sample before'],
      ['owinPreviousMicros', 'f64', 'its time, µs since 1970'],
      [
        'outstandingTotal',
        'f64',
        'sum of the bytes beyond the acknowledgement modulo 2^32, old segments left out: the right figure',
      ],
      ['outstandingWeighted', 'f64', 'the same, byte × µs'],
      ['sentEnd', 'u32', 'sequence number after the highest sent; where TrafficMark.sent is set'],
      ['sentLength', 'u32', 'payload of the packet that set it, bytes'],
      ['sentIdentification', 'u16', 'its IP identification'],
      ['sentHops', 'u8', 'its time to live'],
      ['owinCount', 'u32', 'samples'],
      ['outstandingMax', 'u32', 'most bytes beyond the acknowledgement modulo 2^32, old segments left out'],
      ['outstandingCount', 'u32', 'samples of it'],
      ['owinWeightedHigh', 'u32', 'high half of the weighted sum, × 2^32: moves only with wrapped values'],
      ['owinWeightedLow', 'f64', 'sum of byte × seconds, each term cut to a whole number: the low half'],
    ],
  },
  {
    // Of few acknowledgements.
    name: 'seldomRoundTrips',
    stage: 'rtt',
    begins: 'after',
    fields: [
      ['handshakeRtt', 'f64', 'from the SYN to its acknowledgement, µs'],
      [
        'ambiguousRtt',
        'f64*4',
        'Moment of the samples of segments sent more than once, from the last transmission, µs',
      ],
      ['retransmitTime', 'f64*4', 'Moment of the times between two transmissions of the same bytes, µs'],
      ['ambiguousCount', 'u32', 'samples of segments sent more than once'],
      ['retransmitCount', 'u32', 'times between two transmissions of the same bytes'],
      ['tripleDuplicateAcks', 'u32', 'third duplicate acknowledgements'],
      ['mostRetransmits', 'u8', 'most often that a segment was sent again, each counted modulo 256'],
    ],
  },
] as const satisfies readonly Part[];

export const DIRECTION = structure(PARTS);

/** The fields by name. */
export const Direction = DIRECTION.fields;

/** Which stages a pass runs. `core`: a brief report. `traffic`: the long one. `round trips`: with RTT and outstanding window. */
export type Depth = 'core' | 'traffic' | 'round trips';

const STAGES: Record<Depth, readonly Stage[]> = {
  core: ['core'],
  traffic: ['core', 'traffic'],
  'round trips': ['core', 'traffic', 'rtt', 'owin'],
};

/** To the end of the last part that a stage of this pass fills; the two rows of a connection are whole cache lines. */
function strideOf(depth: Depth): number {
  const filled = DIRECTION.parts.filter(({ stage }) => STAGES[depth].includes(stage));
  return roundUp(Math.max(...filled.map(({ end }) => end)), depth === 'core' ? CACHE_LINE / 2 : CACHE_LINE);
}

/** Bytes from one row to the next. */
export const STRIDES: Readonly<Record<Depth, number>> = {
  core: strideOf('core'),
  traffic: strideOf('traffic'),
  'round trips': strideOf('round trips'),
};
