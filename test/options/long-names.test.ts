/** Long names: tcptrace's, which may be shortened, and ours, which may not. */
import { describe, expect, test } from 'vitest';
import { exploring, parse, refusalOf, switchesOf } from './support.ts';

describe("tcptrace's", () => {
  test('booleans have their opposite behind "no"', () => {
    const { booleans } = switchesOf('--noshowsacks --checksum x.pcap');
    expect([booleans.get('showsacks'), booleans.get('checksum'), booleans.get('showrexmit')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('any beginning that fits only one will do, - and _ are the same', () => {
    const { booleans, variables } = switchesOf(
      '--nocheck_h --turn-off --print-seq-zero --output-d=/tmp --endp=30 x.pcap',
    );
    expect(['check_hwdups', 'turn_off_BSD_dupack', 'print_seq_zero'].map((name) => booleans.get(name))).toEqual([
      false,
      true,
      true,
    ]);
    expect([...variables]).toEqual([
      ['output_dir', '/tmp'],
      ['endpoint_reuse_interval', '30'],
    ]);
  });

  test('the exact name wins over longer ones', () => {
    expect([...switchesOf('--sv=; x.pcap').variables]).toEqual([['sv', ';']]);
  });

  test('a variable may have its value in the next word when its name is whole', () => {
    expect([...switchesOf('--output-dir graphs x.pcap').variables]).toEqual([['output_dir', 'graphs']]);
  });

  test.each([
    ['--csv', ','],
    ['--tsv', '\t'],
    ['--sv=;', ';'],
    [String.raw`--sv=\t`, '\t'],
    ['--sv=; --tsv --csv', ','],
    ['--csv --nocsv', null],
  ])('%s separates with %j', (words, separator) => {
    expect(switchesOf(`-l ${words} x.pcap`).separator).toBe(separator);
  });

  test.each([
    ['--show', '--show fits several options: --showsacks, --showrexmit, --showoutorder, --showzerowindow, …'],
    ['--c', '--c fits several options: --checksum, --check_hwdups, --continuous, --csv'],
    ['--output=x', '--output fits several options: --output_dir, --output_prefix'],
    ['--nosuch', '--nosuch is not an option; --help lists them all'],
    ['--nosuch=1', '--nosuch is not an option; --help lists them all'],
    ['--max_conn_num=0', '--max_conn_num=0: the value must be a whole number from 1 up, as in --max_conn_num=30'],
  ])('refused: %s', (word, message) => {
    expect(refusalOf([word, 'x.pcap'])).toBe(`tcptrace-tui: ${message}\n`);
  });
});

describe('ours', () => {
  test('cuts', () => {
    const words =
      '--host 10.0.0.0/8 --host=2001:db8::1 --port 443 --port 80-90 --from +12.5s --to=2026-01-31T10:05:00.25Z';
    expect(exploring(`${words} x.pcap`).capture.cuts).toEqual({
      firstPacket: null,
      lastPacket: null,
      from: { kind: 'offset', micros: 12_500_000 },
      to: { kind: 'absolute', micros: Date.UTC(2026, 0, 31, 10, 5) * 1000 + 250_000 },
      hosts: ['10.0.0.0/8', '2001:db8::1'],
      ports: [
        { from: 443, to: 443 },
        { from: 80, to: 90 },
      ],
    });
  });

  test.each([
    ['2026-01-31T10:05:00', new Date(2026, 0, 31, 10, 5).getTime() * 1000],
    ['2026-01-31 10:05:00.000001', new Date(2026, 0, 31, 10, 5).getTime() * 1000 + 1],
    ['2026-01-31', new Date(2026, 0, 31).getTime() * 1000],
    ['2026-01-31T10:05:00+01:30', Date.UTC(2026, 0, 31, 8, 35) * 1000],
    ['2026-01-31T10:05-0300', Date.UTC(2026, 0, 31, 13, 5) * 1000],
  ])('--from %s', (text, micros) => {
    expect(exploring(['--from', text, 'x.pcap']).capture.cuts.from).toEqual({ kind: 'absolute', micros });
  });

  test.each([
    ['+90', 90e6],
    ['+1.5', 1.5e6],
    ['+250ms', 250e3],
    ['+2min', 120e6],
  ])('--from %s after the first packet', (text, micros) => {
    expect(exploring(['--from', text, 'x.pcap']).capture.cuts.from).toEqual({ kind: 'offset', micros });
  });

  test('tunnels at other ports, and link types that are to be read as others', () => {
    expect(
      exploring('--tunnel vxlan=4791 --tunnel fou=5555 --link-type 147=ethernet --link-type=148=113 x').capture
        .openings,
    ).toEqual({
      tunnels: [
        { tunnel: 'vxlan', port: 4791 },
        { tunnel: 'fou', port: 5555 },
      ],
      linkTypes: [
        { from: 147, to: 1 },
        { from: 148, to: 113 },
      ],
    });
    expect(refusalOf('--tunnel vxlan x')).toContain("--tunnel: 'vxlan' is no tunnel and port; write vxlan=4790");
    expect(refusalOf('--link-type 147=nothing x')).toContain("--link-type: '147=nothing' maps no link type");
  });

  test('reading', () => {
    const { capture } = exploring('--follow --jobs 2 a.pcap b.pcap');
    expect(capture.sources).toEqual([
      { kind: 'file', path: 'a.pcap' },
      { kind: 'follow', path: 'b.pcap' },
    ]);
    expect(capture.jobs).toBe(2);
    expect(capture.keepConnections).toBeNull();
    expect(exploring('--keep-connections 1000 -').capture.keepConnections).toBe(1000);
    expect(exploring('--spool-limit 2GiB -').capture.sources).toEqual([{ kind: 'stdin', spoolLimit: 2 * 2 ** 30 }]);
  });

  test.each(['-u', '-o1-5', '-i3'])('what is kept of a stream goes without %s', (letter) => {
    const message = `--keep-connections forgets connections, and ${letter.slice(0, 2)} needs them all`;
    expect(refusalOf(`${letter} --keep-connections 9 -`)).toBe(`tcptrace-tui: ${message}\n`);
    expect(refusalOf(`live ${letter} --keep-connections 9 lo`)).toBe(`tcptrace-tui: ${message}\n`);
  });

  test('they may follow the file names, and so may the long names of tcptrace', () => {
    const { capture } = exploring('a.pcap --port 80 b.pcap --csv');
    expect(capture.names).toEqual(['a.pcap', 'b.pcap']);
    expect(capture.cuts.ports).toEqual([{ from: 80, to: 80 }]);
    expect(capture.switches.separator).toBe(',');
  });

  test('the theme', () => {
    expect(parse('--theme mono x.pcap')).toMatchObject({ kind: 'screen', theme: 'mono' });
  });

  test.each([
    ['--col a,b', '--col may not be shortened: write --columns'],
    ['--fin', '--fin may not be shortened: write --findings'],
    ['--columns', '--columns needs a value: --columns a,b,c'],
    ['--plain=1', '--plain=1: --plain takes no value'],
    [
      '--from noon',
      "--from: 'noon' is not a time; write 2026-01-31T10:05:00 (local, or with Z or +01:00 at its end) or +12.5s",
    ],
    [
      '--from 2026-02-30',
      "--from: '2026-02-30' is not a time; write 2026-01-31T10:05:00 (local, or with Z or +01:00 at its end) or +12.5s",
    ],
    ['--host example.com', "--host: 'example.com' is not an address; write 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32"],
    ['--host 10.0.0.0/33', "--host: '10.0.0.0/33' is not an address; write 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32"],
    ['--port 70000', "--port: '70000' is no port; write 443 or 80-90, at most 65535"],
    ['--port 90-80', "--port: '90-80' is no port; write 443 or 80-90, at most 65535"],
    ['--filter rtx:', '--filter: rtx: wants a value, as in rtx:>3'],
    ['--filter nosuch:1', "--filter: there is no field 'nosuch'; docs/filters.md and Tab list them"],
    ['--jobs two', "--jobs: 'two' is not a whole number from 1 up"],
    ['--keep-connections 0', "--keep-connections: '0' is not a whole number from 1 up"],
    ['--keep-connections 1e9', "--keep-connections: '1e9' is not a whole number from 1 up"],
    ['--keep-connections 5000000', '--keep-connections: at most 4194304'],
    ['--keep-connections 9 --findings', '--keep-connections forgets connections, and --findings needs them all'],
    ['--keep-connections 9 --report r.md', '--keep-connections forgets connections, and --report needs them all'],
    ['--spool-limit lots', "--spool-limit: 'lots' is not a size; write it as in 500MB or 2GiB"],
    ['--theme pink', "--theme: 'pink' is none of dark, light, 16, mono"],
    ['--json --csv', '--json and --csv ask for different forms: give one of them'],
    ['--columns a --json', '--json and --columns ask for different reports: give one of them'],
    [
      '--interval 1s --filter port:80 --follow',
      '--interval with --filter reads the captures twice, which --follow does not allow; choose with --host, --port, --from or --to',
    ],
    [
      '--packets --filter port:80 -',
      '--packets with --filter reads the captures twice, which standard input does not allow; choose with --host, --port, --from or --to',
    ],
    ['--packets --json', '--json and --packets ask for different reports: give one of them'],
    ['--findngs', '--findngs is not an option; did you mean --findings? --help lists them all'],
    ['--shwsacks', '--shwsacks is not an option; did you mean --showsacks? --help lists them all'],
    ['--outputdir=x', '--outputdir is not an option; did you mean --output_dir? --help lists them all'],
    ['--findings --interval 1s', '--interval and --findings ask for different reports: give one of them'],
  ])('refused: %s', (words, message) => {
    expect(refusalOf(`x.pcap ${words}`)).toBe(`tcptrace-tui: ${message}\n`);
  });
});
