import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { scenario, scenarioPackets, writeTemporary } from './scenario.ts';

const EXCHANGE = `
  a 10.0.0.1:1000 isn 4294967295
  b 10.0.0.2:80 isn 5000
  0      a > b S <mss 1460,sackOK,wscale 7>
  +0.010 b > a S. ack 1 <mss 1460>
  +0.010 a > b P. "GET\\r\\n" ack 1 win 257
  +0.010 b > a . 1:4(3) ack 6 <sack 10:20>`;

describe('a scenario', () => {
  test('becomes packets with absolute sequence numbers that wrap', () => {
    const [syn, synAck, request, reply] = scenarioPackets(EXCHANGE).map(({ bytes }) => Buffer.from(bytes));
    expect(syn.readUInt32BE(38)).toBe(4294967295);
    expect(synAck.readUInt32BE(42)).toBe(0);
    expect(request.readUInt32BE(38)).toBe(0);
    expect(request.subarray(54).toString()).toBe('GET\r\n');
    expect(reply.readUInt32BE(38)).toBe(5001);
    expect(reply.subarray(-3).toString()).toBe('bcd');
  });

  test('keeps its times in microseconds', () => {
    expect(scenarioPackets(EXCHANGE).map(({ micros }) => micros % 1e6)).toEqual([0, 10_000, 20_000, 30_000]);
  });

  test('repeats a line with doubling waits, and a copy as the same packet', () => {
    const packets = scenarioPackets(`a 10.0.0.1:1\n b 10.0.0.2:2\n 0 a > b S retries 2\n 9 a > b R copy 0.000005`);
    expect(packets.map(({ micros }) => micros - packets[0].micros)).toEqual([0, 1e6, 3e6, 9e6, 9_000_005]);
    expect(packets[4].bytes).toEqual(packets[3].bytes);
  });

  test('repeats quoted bytes when they are sent again by range', () => {
    const packets = scenarioPackets(`a 10.0.0.1:1\n b 10.0.0.2:2\n 0 a > b P. 1:4 "xyz" ack 1\n 1 a > b P. 2:6 ack 1`);
    expect(Buffer.from(packets[1].bytes).subarray(54).toString()).toBe('yzef');
  });

  test('says which line it does not understand', () => {
    expect(() => scenario('a 10.0.0.1:1\n0 a > c S')).toThrow(
      'scenario line 2: no host "c" is declared above: 0 a > c S',
    );
    expect(() => scenario('a 10.0.0.1:1\n0 a > a S 1:3(9)')).toThrow('"1:3(9)" is not understood');
  });

  test.skipIf(spawnSync('tcpdump', ['--version']).error)('is read by tcpdump with valid checksums', () => {
    const v6 = `a [2001:db8::1]:1\n b [2001:db8::2]:80\n 0 a > b S\n 1 b > a icmp unreachable port\n 2 a > b udp "hello"`;
    for (const text of [EXCHANGE, v6]) {
      const { stdout } = spawnSync('tcpdump', ['-nvv', '-r', writeTemporary(scenario(text))], { encoding: 'utf8' });
      expect(stdout.match(/correct|udp sum ok|icmp6 sum ok/g)).toHaveLength(scenarioPackets(text).length);
    }
  });
});
