/** Segments and bytes: new, repeated, out of order; sizes and silences. */
import { Direction } from '../layout/direction.ts';
import type { Field } from '../layout/structure.ts';
import type { ConnectionStore } from '../store.ts';
import { duration } from './identity.ts';
import { ofDirection, stored } from './kinds.ts';

const TWO_32 = 2 ** 32;

/** Microseconds between two fields of the row, 0 where the clock went backwards. */
function between(store: ConnectionStore, direction: number, from: Field, to: Field): number {
  return Math.max(0, store.read(direction, to) - store.read(direction, from));
}

/**
 * Bytes between the SYN and the FIN (or the last segment of a side that sent a RST), null where either is missing; may pass
 * 2^32 (the row counts the wraps).
 */
function streamLength(store: ConnectionStore, direction: number): number | null {
  const { core, directions } = store;
  if (core.syns(direction) === 0 || core.fins(direction) === 0) return null;
  const end = directions.read(direction, core.resets(direction) > 0 ? Direction.latestSequence : Direction.fin);
  const start = core.syn(direction);
  const rounds = directions.read(direction, Direction.wraps) + Number(end <= start);
  return end + TWO_32 * rounds - start - 1;
}

export const TRAFFIC_STATISTICS = [
  stored(Direction.ackPackets, {
    id: 'ack_packets',
    title: 'ACK packets',
    unit: 'packets',
    meaning: 'Packets with the ACK flag.',
    row: 'ack pkts sent',
  }),
  stored(Direction.pureAcks, {
    id: 'pure_acks',
    title: 'pure ACKs',
    unit: 'packets',
    meaning: 'Packets with the ACK flag and without data, SYN, FIN or RST.',
    row: 'pure acks sent',
  }),
  stored(Direction.sackPackets, {
    id: 'sack_packets',
    title: 'SACK packets',
    unit: 'packets',
    meaning: 'Acknowledgements that carried SACK blocks (RFC 2018).',
    row: 'sack pkts sent',
  }),
  stored(Direction.dsackPackets, {
    id: 'dsack_packets',
    title: 'DSACK packets',
    unit: 'packets',
    meaning: 'Acknowledgements whose first SACK block reports a duplicate (RFC 2883).',
    row: 'dsack pkts sent',
  }),
  stored(Direction.mostSackBlocks, {
    id: 'most_sack_blocks',
    title: 'most SACK blocks',
    unit: 'blocks',
    meaning: 'Most SACK blocks in one acknowledgement.',
    row: 'max sack blks/ack',
  }),
  stored(Direction.uniqueBytes, {
    id: 'unique_bytes',
    known: 'always',
    title: 'unique bytes',
    unit: 'bytes',
    meaning: 'Payload bytes sent, each counted once however often it was sent; window probes apart.',
    row: 'unique bytes sent',
  }),
  stored(Direction.dataPackets, {
    id: 'data_packets',
    title: 'data packets',
    unit: 'packets',
    meaning: 'Packets with payload.',
    row: 'actual data pkts',
  }),
  stored(Direction.dataBytes, {
    id: 'data_bytes',
    known: 'always',
    title: 'data bytes',
    unit: 'bytes',
    meaning: 'Payload bytes by the headers, retransmissions included.',
    row: 'actual data bytes',
  }),
  stored(Direction.resentPackets, {
    id: 'retransmitted_packets',
    title: 'retransmitted packets',
    unit: 'packets',
    meaning:
      'Packets that resend data, whether the capture has the first copy or not; SYNs, keep-alives, probes, copies and what was only overtaken apart.',
  }),
  stored(Direction.resentBytes, {
    id: 'retransmitted_bytes',
    title: 'retransmitted bytes',
    unit: 'bytes',
    meaning: 'Payload bytes of the retransmitted packets.',
  }),
  stored(Direction.overtakenPackets, {
    id: 'out_of_order_packets',
    title: 'out-of-order packets',
    unit: 'packets',
    meaning: 'Packets with data that packets sent after them overtook on the way.',
  }),
  stored(Direction.keepAlives, {
    id: 'keep_alives',
    title: 'keep-alives',
    unit: 'packets',
    meaning: 'Packets that ask whether the other end is still there (RFC 9293 section 3.8.4).',
  }),
  stored(Direction.copies, {
    id: 'copies',
    title: 'copies in the capture',
    unit: 'packets',
    meaning: 'Packets with data that the capture has twice: no retransmissions.',
  }),
  stored(Direction.retransmittedPackets, {
    id: 'tcptrace_retransmitted_packets',
    title: 'rexmt data pkts (tcptrace)',
    unit: 'packets',
    meaning: 'Packets with bytes that had been seen before; includes resent SYNs and FINs.',
    row: 'rexmt data pkts',
  }),
  stored(Direction.retransmittedBytes, {
    id: 'tcptrace_retransmitted_bytes',
    title: 'rexmt data bytes (tcptrace)',
    unit: 'bytes',
    meaning: 'Bytes that had been seen before; a resent SYN or FIN counts one byte.',
    row: 'rexmt data bytes',
  }),
  stored(Direction.probePackets, {
    id: 'window_probe_packets',
    title: 'window probes',
    unit: 'packets',
    meaning: "Packets with data or FIN sent while the peer's last window was zero.",
    row: 'zwnd probe pkts',
  }),
  stored(Direction.probeBytes, {
    id: 'window_probe_bytes',
    title: 'window probe bytes',
    unit: 'bytes',
    meaning: 'Payload bytes of the window probes.',
    row: 'zwnd probe bytes',
  }),
  stored(Direction.outOfOrderPackets, {
    id: 'tcptrace_out_of_order_packets',
    title: 'outoforder pkts (tcptrace)',
    unit: 'packets',
    meaning: 'Packets with new bytes below bytes already seen.',
    row: 'outoforder pkts',
  }),
  stored(Direction.pushedPackets, {
    id: 'pushed_packets',
    title: 'pushed packets',
    unit: 'packets',
    meaning: 'Packets with payload and the PSH flag.',
    row: 'pushed data pkts',
  }),
  stored(Direction.sacksSent, {
    id: 'sacks_sent',
    title: 'SACK options sent',
    unit: 'packets',
    meaning: 'Packets with SACK blocks, with or without the ACK flag.',
    row: 'sacks sent',
  }),
  stored(Direction.urgentPackets, {
    id: 'urgent_packets',
    title: 'urgent packets',
    unit: 'packets',
    meaning: 'Packets with payload and the URG flag.',
    row: 'urgent data pkts',
  }),
  stored(Direction.urgentBytes, {
    id: 'urgent_bytes',
    title: 'urgent bytes',
    unit: 'bytes',
    meaning: 'Sum of the urgent pointers.',
    row: 'urgent data bytes',
  }),
  stored(Direction.mss, {
    id: 'mss',
    title: 'MSS announced',
    unit: 'bytes',
    meaning: 'Largest segment this side is ready to receive (RFC 9293 section 3.7.1); 0 = not announced.',
  }),
  ofDirection(
    'traffic',
    {
      id: 'tcptrace_mss',
      title: 'mss requested (tcptrace)',
      unit: 'bytes',
      meaning: 'The MSS option; from 32768 on tcptrace adds 4294901760 (the option taken as a signed number).',
      row: 'mss requested',
    },
    (store, direction) => ((store.read(direction, Direction.mss) << 16) >> 16) >>> 0,
  ),
  stored(Direction.largestSegment, {
    id: 'largest_segment',
    title: 'largest segment',
    unit: 'bytes',
    meaning: 'Most payload bytes in a packet.',
    row: 'max segm size',
  }),
  stored(Direction.smallestSegment, {
    id: 'smallest_segment',
    title: 'smallest segment',
    unit: 'bytes',
    meaning: 'Fewest payload bytes in a packet with payload.',
    row: 'min segm size',
  }),
  ofDirection(
    'traffic',
    {
      id: 'average_segment',
      title: 'average segment',
      unit: 'bytes',
      meaning: 'Payload bytes by packets with payload.',
    },
    (store, direction) => {
      const packets = store.read(direction, Direction.dataPackets);
      return packets === 0 ? null : store.read(direction, Direction.dataBytes) / packets;
    },
  ),
  ofDirection(
    'traffic',
    {
      id: 'tcptrace_average_segment',
      title: 'avg segm size (tcptrace)',
      unit: 'bytes',
      meaning: 'Payload bytes divided by the packets plus 0.001, in whole bytes: 24 bytes in one packet give 23.',
      row: 'avg segm size',
    },
    (store, direction) =>
      Math.trunc(store.read(direction, Direction.dataBytes) / (store.read(direction, Direction.dataPackets) + 0.001)),
  ),
  stored(Direction.initialBytes, {
    id: 'initial_window_bytes',
    title: 'initial window, bytes',
    unit: 'bytes',
    meaning: 'Payload bytes sent before the first acknowledgement of data.',
    row: 'initial window',
  }),
  stored(Direction.initialPackets, {
    id: 'initial_window_packets',
    title: 'initial window, packets',
    unit: 'packets',
    meaning: 'Packets with payload sent before the first acknowledgement of data.',
    row: 'initial window',
  }),
  ofDirection(
    'traffic',
    {
      id: 'stream_length',
      known: 'always',
      title: 'stream length',
      unit: 'bytes',
      meaning: 'Bytes between SYN and FIN by their sequence numbers; unknown where either was not seen.',
      row: 'ttl stream length',
    },
    streamLength,
  ),
  ofDirection(
    'traffic',
    {
      id: 'missed_bytes',
      title: 'missed bytes',
      unit: 'bytes',
      meaning: 'Stream length less unique bytes; negative where more was seen than lies between SYN and FIN.',
      row: 'missed data',
    },
    (store, direction) => {
      const length = streamLength(store, direction);
      return length === null ? null : length - store.read(direction, Direction.uniqueBytes);
    },
  ),
  stored(Direction.truncatedBytes, {
    id: 'truncated_bytes',
    known: 'always',
    title: 'truncated bytes',
    unit: 'bytes',
    meaning: 'Payload bytes that were on the wire and are not in the capture (snaplen).',
    row: 'truncated data',
  }),
  stored(Direction.truncatedPackets, {
    id: 'truncated_packets',
    title: 'truncated packets',
    unit: 'packets',
    meaning: 'Packets whose payload is not captured whole (snaplen).',
    row: 'truncated packets',
  }),
  ofDirection(
    'traffic',
    {
      id: 'data_transmit_time',
      known: 'always',
      title: 'data transmit time',
      unit: 'microseconds',
      meaning: 'From the first packet with payload to the last.',
      row: 'data xmit time',
    },
    (store, direction) => between(store, direction, Direction.firstDataMicros, Direction.lastDataMicros),
  ),
  ofDirection(
    'traffic',
    {
      id: 'longest_idle',
      known: 'always',
      title: 'longest idle time',
      unit: 'microseconds',
      meaning: 'Longest silence between two packets of this side, or to the end of the capture if it stayed open.',
      row: 'idletime max',
    },
    (store, direction) =>
      store.read(direction, Direction.ownLastMicros) === 0 ? null : store.read(direction, Direction.longestIdle),
  ),
  ofDirection(
    'traffic',
    {
      id: 'throughput',
      known: 'always',
      title: 'throughput',
      unit: 'bytes per second',
      meaning: 'Unique bytes by the duration of the connection; unknown where that is 0.',
      row: 'throughput',
    },
    (store, direction, connection) => {
      const elapsed = duration(store, connection);
      return elapsed === 0 ? null : store.read(direction, Direction.uniqueBytes) / (elapsed / 1e6);
    },
  ),
  ofDirection(
    'rtt',
    {
      id: 'retransmitted_share',
      title: 'retransmitted share',
      unit: 'percent',
      meaning: 'Retransmitted packets by all packets of this side.',
    },
    (store, direction) => {
      const packets = store.core.packets(direction);
      return packets === 0 ? null : (100 * store.read(direction, Direction.resentPackets)) / packets;
    },
  ),
  stored(Direction.minSequence, {
    id: 'min_sequence_number',
    title: 'lowest sequence number',
    unit: 'sequence number',
    meaning: 'First sequence number seen that is not 0.',
  }),
  stored(Direction.maxSequence, {
    id: 'max_sequence_number',
    title: 'highest sequence number',
    unit: 'sequence number',
    meaning: 'Highest sequence number reached, without regard to wrapping.',
  }),
];
