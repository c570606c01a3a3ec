import { describe, expect, test } from 'vitest';
import { putU16 } from '../../source/wire/bytes.ts';
import { concat, ethernet, fromHex, ip4, segment4, segment6, udp } from '../wire/frames.ts';
import { headersOf, lineOf, PLACE } from './lines.ts';

const PAYLOAD = new Uint8Array(100).fill(0x61);

/** With these bytes put where the packet had others. */
function changed(bytes: Uint8Array, at: number, value: string): Uint8Array {
  const copy = bytes.slice();
  copy.set(fromHex(value), at);
  return copy;
}

describe('IPv4 and TCP', () => {
  const frame = ethernet(0x0800, segment4(PAYLOAD));

  test('every header, a line each, and the fields that are read most', () => {
    const place = { sequence: 4_294_967_297, acknowledgement: 77, window: 65_536 };
    expect(headersOf(frame, {}, place)).toEqual([
      'Ethernet: 02:00:00:00:00:01 > 02:00:00:00:00:02; type 0x0800',
      'IPv4: 10.0.0.1 > 10.0.0.2; length 140; ttl 64; id 0x0007; DF; DSCP 0; ECN 0 not ECT; checksum 0x2663 right',
      'TCP: 1000 > 80; header 20 bytes; checksum 0x7cb0 right',
      '  sequence: 4294967297 (raw 4294967280); next 4294967397',
      '  ack: 77 (raw 5000)',
      '  flags: 0x018 PSH ACK',
      '  window: 65536 (512 x 128, scale 7)',
      'Payload: 100 bytes',
    ]);
  });

  test('cut by the snaplen', () => {
    const cut = (length: number) => headersOf(frame.subarray(0, length), { wireLength: frame.length });
    expect(cut(66).slice(2)).toEqual([
      'TCP: 1000 > 80; header 20 bytes; checksum 0x7cb0 (not checked: cut)',
      '  sequence: 1 (raw 4294967280); next 101',
      '  ack: 1 (raw 5000)',
      '  flags: 0x018 PSH ACK',
      '  window: 512',
      'Payload: 100 bytes; 12 of them captured',
    ]);
    expect(cut(54).at(-1)).toBe('Payload: 100 bytes; not captured');
    expect(cut(53).slice(2)).toEqual(['TCP: not captured whole']);
    expect(cut(20).slice(1)).toEqual(['IPv4: header not captured whole, or none']);
    expect(cut(10)).toEqual([
      'Ethernet: not captured whole, or not understood',
      'Rest: 10 bytes; not IP, or not understood',
    ]);
  });

  test('a wrong checksum, and one that the network card was to finish', () => {
    expect(lineOf('TCP', headersOf(changed(frame, 14 + 36, '1234')))).toBe(
      '1000 > 80; header 20 bytes; *checksum 0x1234 wrong: 0x7cb0 would be right*',
    );
    expect(lineOf('IPv4', headersOf(changed(frame, 14 + 10, '1234')))).toContain(
      '*checksum 0x1234 wrong: 0x2663 would be right*',
    );
    // The sum over the pseudo header alone: 0a00 0001 0a00 0002 0006 0078
    expect(lineOf('TCP', headersOf(changed(frame, 14 + 36, '1481')))).toContain(
      "checksum 0x1481 left to the sender's network card",
    );
    expect(lineOf('IPv4', headersOf(changed(frame, 14 + 10, '0000')))).toContain(
      "checksum 0x0000 left to the sender's network card",
    );
  });

  test('service, fragments, options of IPv4', () => {
    const services = ['b8', 'ba', '28', '20', '05', '3b'].map((byte) => {
      const line = lineOf('IPv4', headersOf(changed(frame, 15, byte)));
      return /DSCP .*; ECN [^;]*/.exec(line)?.[0];
    });
    expect(services).toEqual([
      'DSCP 46 EF; ECN 0 not ECT',
      'DSCP 46 EF; ECN 2 ECT(0)',
      'DSCP 10 AF11; ECN 0 not ECT',
      'DSCP 8 CS1; ECN 0 not ECT',
      'DSCP 1; ECN 1 ECT(1)',
      'DSCP 14 AF13; ECN 3 CE: congestion',
    ]);
    const first = headersOf(changed(frame, 20, '2000'));
    expect(lineOf('IPv4', first)).toContain('id 0x0007; MF: more fragments; fragment at byte 0;');
    expect(lineOf('TCP', first)).toContain('checksum 0x7cb0 (not checked: a fragment)');
    const later = headersOf(changed(frame, 20, '80b9'));
    expect(lineOf('IPv4', later)).toContain('*reserved bit set*; fragment at byte 1480;');
    expect(later.at(-1)).toBe('Payload: 120 bytes; of a fragment');
    const options = headersOf(concat(changed(frame, 14, '46').subarray(0, 34), '94040000', frame.subarray(34)));
    expect(lineOf('IPv4', options)).toContain('options 94040000');
  });

  test('lengths that cannot be', () => {
    expect(lineOf('IPv4', headersOf(changed(frame, 16, '05dc')))).toContain('*length 1500: longer than the frame*');
    expect(lineOf('IPv4', headersOf(changed(frame, 16, '0000')))).toContain(
      "length 0: left to the sender's network card",
    );
    expect(lineOf('IPv4', headersOf(changed(frame, 14, '44')))).toContain('*header of 16 bytes: too short*');
    expect(headersOf(changed(frame, 16, '0014')).slice(2)).toEqual([
      'TCP: *packet too short for a header*',
      'Trailer: 120 bytes; after the IP packet',
    ]);
    expect(lineOf('TCP', headersOf(changed(frame, 14 + 32, '4018')))).toContain('*header 16 bytes: too short*');
    const short = ethernet(0x0800, segment4());
    expect(lineOf('TCP', headersOf(changed(short, 14 + 32, 'f018')))).toContain(
      '*header 60 bytes: longer than the packet*',
    );
  });

  test('flags by name, reserved bits, the urgent pointer', () => {
    expect(lineOf('flags', headersOf(changed(frame, 14 + 32, '51ff')))).toBe(
      '0x1ff FIN SYN RST PSH ACK URG ECE CWR AE',
    );
    expect(lineOf('flags', headersOf(changed(frame, 14 + 32, '5e00')))).toBe('0xe00 none; *reserved bits set*');
    expect(lineOf('sequence', headersOf(changed(frame, 14 + 33, '03')))).toBe('1 (raw 4294967280); next 103');
    expect(lineOf('urgent', headersOf(changed(frame, 14 + 38, '0005')))).toBe(
      'up to byte 5; means nothing without URG',
    );
    expect(lineOf('ack', headersOf(frame, {}, { ...PLACE, acknowledgement: null }))).toBe('none; the field holds 5000');
  });

  test('padding and a frame check sequence are not payload', () => {
    const padded = concat(ethernet(0x0800, segment4()), '0000000000 00', 'deadbeef');
    expect(headersOf(padded, { fcsLength: 4 }).slice(-2)).toEqual([
      'Payload: none',
      'Trailer: 6 bytes; after the IP packet',
    ]);
  });
});

describe('before IP', () => {
  const inside = segment4();
  const over = (...parts: (Uint8Array | string)[]) => concat(...parts, inside);
  const names = (lines: string[]) => lines.map((line) => line.split(':')[0]).filter((name) => !name.startsWith(' '));

  test('VLAN tags, one in the other', () => {
    const lines = headersOf(ethernet(0x88a8, over('7065 8100', '000c 0800')));
    expect(lines.slice(0, 3)).toEqual([
      'Ethernet: 02:00:00:00:00:01 > 02:00:00:00:00:02; type 0x88a8',
      'VLAN: 101; priority 3; drop eligible; type 0x8100',
      'VLAN: 12; priority 0; type 0x0800',
    ]);
    expect(names(lines).slice(3)).toEqual(['IPv4', 'TCP', 'Payload']);
  });

  test('MPLS labels and PPPoE', () => {
    expect(headersOf(ethernet(0x8847, over('00010640', '00011b3f')))[1]).toBe(
      'MPLS: label 16 class 3 ttl 64; label 17 class 5 ttl 63',
    );
    const lines = headersOf(ethernet(0x8864, over('1100 0007 002a', '0021')));
    expect(lines.slice(1, 3)).toEqual(['PPPoE: session 0x0007; length 42', 'PPP: 2 bytes']);
  });

  test('Linux cooked, raw IP, a link type nobody knows', () => {
    const cooked = over('0004 0001 0006 525400123456 0000 0800');
    expect(headersOf(cooked, { linkType: 113 })[0]).toBe('Cooked: from this host; from 52:54:00:12:34:56; type 0x0800');
    const cooked2 = over('0800 0000 00000002 0001 00 06 525400123456 0000');
    expect(headersOf(cooked2, { linkType: 276 })[0]).toBe(
      'Cooked v2: to this host; from 52:54:00:12:34:56; type 0x0800',
    );
    expect(names(headersOf(inside, { linkType: 101 }))).toEqual(['IPv4', 'TCP', 'Payload']);
    expect(headersOf(inside, { linkType: 147 })).toEqual(['Rest: 40 bytes; link type 147']);
  });
});

describe('IPv6', () => {
  const inIpv6 = (...args: Parameters<typeof segment6>) => ethernet(0x86dd, segment6(...args));

  test('its header', () => {
    const frame = inIpv6(PAYLOAD);
    putU16(frame, 14, 0x6bab);
    expect(lineOf('IPv6', headersOf(frame))).toBe(
      '2001:db8::1 > 2001:db8::2; payload 120; hop limit 64; flow label 0xb0000; DSCP 46 EF; ECN 2 ECT(0)',
    );
  });

  test('extension headers, one behind the other', () => {
    const extensions = fromHex(
      '3c00 0000 0000 0000' + '2b00 0000 0000 0000' + '2c00 0401 0000 0000' + '0600 0001 1234 5678',
    );
    const lines = headersOf(inIpv6(PAYLOAD, 0, extensions));
    expect(lines.slice(2, 7)).toEqual([
      'Hop-by-hop: 8 bytes',
      'Dest. opts: 8 bytes',
      'Routing: type 4; segments left 1; 8 bytes',
      'Fragment: at byte 0; more fragments; id 0x12345678; 8 bytes',
      'TCP: 1000 > 80; header 20 bytes; checksum 0x0000 (not checked: a fragment)',
    ]);
    const later = headersOf(inIpv6(PAYLOAD, 44, fromHex('0600 05a8 00000001')));
    expect(later.slice(2)).toEqual([
      'Fragment: at byte 1448; the last; id 0x00000001; 8 bytes',
      'Payload: 120 bytes; of a fragment',
    ]);
    const authenticated = headersOf(inIpv6(PAYLOAD, 51, fromHex('0602 0000 00000100 00000001 00000000')));
    expect(lineOf('IPsec AH', authenticated)).toBe('SPI 0x00000100; 16 bytes');
  });

  test('cut, or too many of them', () => {
    const frame = inIpv6(PAYLOAD, 0, fromHex('06ff 0000 0000 0000'));
    expect(headersOf(frame).slice(2)).toEqual(['Hop-by-hop: 2048 bytes', 'TCP: *packet too short for a header*']);
    expect(headersOf(frame.subarray(0, 60), { wireLength: frame.length }).at(-1)).toBe('Hop-by-hop: not captured');
    const many = headersOf(inIpv6(PAYLOAD, 0, fromHex('0000 0000 0000 0000'.repeat(20))));
    expect(many).toHaveLength(2 + 16 + 1);
    expect(many.at(-1)).toBe('Hop-by-hop: *more than 16 extension headers: not read further*');
  });

  test('something else than TCP', () => {
    expect(headersOf(inIpv6(PAYLOAD, 17)).at(-1)).toBe('Payload: 120 bytes; protocol 17');
  });
});

describe('in tunnels', () => {
  const names = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/: .*/, ''));

  test('every layer, outer to inner', () => {
    const vxlan = concat('08000000 00002a00', ethernet(0x0800, segment4()));
    expect(headersOf(ethernet(0x0800, ip4(17, udp(4789, vxlan)))).slice(0, 6)).toEqual([
      'Ethernet: 02:00:00:00:00:01 > 02:00:00:00:00:02; type 0x0800',
      expect.stringContaining('IPv4: 172.16.0.1 > 172.16.0.2; length 90'),
      'UDP: 50000 > 4789; length 70',
      'VXLAN: vni 42; 8 bytes',
      'Ethernet: 02:00:00:00:00:01 > 02:00:00:00:00:02; type 0x0800',
      expect.stringContaining('IPv4: 10.0.0.1 > 10.0.0.2; length 40'),
    ]);
  });

  test('packets straight in packets, and authenticated ones', () => {
    expect(names(headersOf(ethernet(0x0800, ip4(41, segment6())))).slice(0, 4)).toEqual([
      'Ethernet',
      'IPv4',
      'IPv6',
      'TCP',
    ]);
    const authenticated = concat('0604 0000 00000007 00000001 000000000000000000000000', segment4().subarray(20));
    expect(names(headersOf(ethernet(0x0800, ip4(51, authenticated)))).slice(0, 4)).toEqual([
      'Ethernet',
      'IPv4',
      'IPsec AH',
      'TCP',
    ]);
  });

  test('up to what is not opened', () => {
    expect(headersOf(ethernet(0x0800, ip4(47, concat('000088b5', segment4())))).slice(2)).toEqual([
      'GRE: 4 bytes',
      'Rest: 40 bytes; not IP, or not understood',
    ]);
  });
});
