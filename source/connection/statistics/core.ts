/** What every pass counts. */
import { OptionSent } from '../layout/constants.ts';
import { Direction } from '../layout/direction.ts';
import { ofDirection, stored } from './kinds.ts';

const yesNo = (yes: boolean): string => (yes ? 'Y' : 'N');

export const CORE_STATISTICS = [
  stored(Direction.packets, {
    id: 'packets',
    title: 'packets',
    unit: 'packets',
    meaning: 'TCP packets sent, with or without data.',
    row: 'total packets',
  }),
  ofDirection(
    'core',
    {
      id: 'resets',
      known: 'always',
      title: 'resets sent',
      unit: 'packets',
      meaning: 'Packets with the RST flag (counted modulo 256).',
      row: 'resets sent',
    },
    (store, direction) => store.core.resets(direction),
  ),
  ofDirection(
    'core',
    {
      id: 'syns',
      known: 'always',
      title: 'SYNs',
      unit: 'packets',
      meaning: 'Packets with the SYN flag (counted modulo 256).',
    },
    (store, direction) => store.core.syns(direction),
  ),
  ofDirection(
    'core',
    {
      id: 'fins',
      known: 'always',
      title: 'FINs',
      unit: 'packets',
      meaning: 'Packets with the FIN flag (counted modulo 256).',
    },
    (store, direction) => store.core.fins(direction),
  ),
  ofDirection(
    'core',
    {
      id: 'syn_fin_packets',
      title: 'SYN/FIN packets',
      unit: 'text',
      meaning: 'SYNs and FINs sent, as "1/1".',
      row: 'SYN/FIN pkts sent',
    },
    (store, direction) => `${store.core.syns(direction)}/${store.core.fins(direction)}`,
  ),
  ofDirection(
    'core',
    {
      id: 'initial_sequence_number',
      title: 'initial sequence number',
      unit: 'sequence number',
      meaning: 'Sequence number of the last SYN; unknown where no SYN was seen.',
    },
    (store, direction) => (store.core.syns(direction) > 0 ? store.core.syn(direction) : null),
  ),
  ofDirection(
    'core',
    {
      id: 'window_scale_sent',
      title: 'window scale option sent',
      unit: 'yes/no',
      meaning: 'Sent the window scale option (RFC 7323 section 2.2).',
    },
    (store, direction) => store.core.hasSent(direction, OptionSent.windowScale),
  ),
  ofDirection(
    'core',
    {
      id: 'timestamps_sent',
      title: 'time stamp option sent',
      unit: 'yes/no',
      meaning: 'Sent the time stamp option (RFC 7323 section 3.2).',
    },
    (store, direction) => store.core.hasSent(direction, OptionSent.timestamps),
  ),
  ofDirection(
    'core',
    {
      id: 'window_scale_and_timestamps',
      title: 'window scale / time stamps',
      unit: 'text',
      meaning: 'Whether the window scale and the time stamp option were sent, as "Y/N".',
      row: 'req 1323 ws/ts',
    },
    (store, direction) =>
      `${yesNo(store.core.hasSent(direction, OptionSent.windowScale))}/${yesNo(store.core.hasSent(direction, OptionSent.timestamps))}`,
  ),
  ofDirection(
    'core',
    {
      id: 'window_scale',
      title: 'window scale',
      unit: 'shift',
      meaning: 'Bits by which the window field is shifted; 0 unless both sides sent the option.',
      row: 'adv wind scale',
    },
    (store, direction) => store.core.windowScale(direction),
  ),
  ofDirection(
    'core',
    {
      id: 'sack_permitted',
      title: 'SACK permitted sent',
      unit: 'yes/no',
      meaning: 'Sent the SACK-permitted option (RFC 2018 section 2).',
      row: 'req sack',
    },
    (store, direction) => store.core.hasSent(direction, OptionSent.sackPermitted),
  ),
  stored(Direction.hardwareDuplicates, {
    id: 'hardware_duplicates',
    title: 'hardware duplicates',
    unit: 'segments',
    meaning:
      'Packets with the sequence number and IP identification of one of the last eight: the same packet captured twice.',
    row: 'hardware dups',
  }),
];
