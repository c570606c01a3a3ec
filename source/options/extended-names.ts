/** tcptrace's long names: booleans (--showsacks, --noshowsacks) and variables (--output_dir=DIR). */

interface ExtendedBoolean {
  readonly name: string;
  readonly initially: boolean;
  readonly help: string;
  /** Understood, so that old scripts run, but without effect here. */
  readonly idle?: true;
}

export const EXTENDED_BOOLEANS: readonly ExtendedBoolean[] = [
  { name: 'showsacks', initially: true, help: 'time-sequence graph: SACK blocks' },
  { name: 'showrexmit', initially: true, help: 'time-sequence graph: R on retransmissions' },
  { name: 'showoutorder', initially: true, help: 'time-sequence graph: O on out of order' },
  { name: 'showzerowindow', initially: true, help: 'time-sequence graph: Z on zero windows' },
  { name: 'showurg', initially: true, help: 'time-sequence graph: U on urgent data' },
  { name: 'showrttdongles', initially: false, help: 'time-sequence graph: marks on ACKs that give no RTT sample' },
  { name: 'showdupack3', initially: true, help: 'time-sequence graph: 3 on triple duplicate ACKs' },
  { name: 'showzerolensegs', initially: true, help: 'time-sequence graph: segments without data' },
  { name: 'showzwndprobes', initially: true, help: 'time-sequence graph: P on zero-window probes' },
  { name: 'showtitle', initially: true, help: 'graphs: a title' },
  { name: 'showrwinline', initially: true, help: "outstanding-data graph: the receiver's window" },
  { name: 'res_addr', initially: true, help: 'look up names of addresses' },
  { name: 'res_port', initially: true, help: 'look up names of ports' },
  { name: 'checksum', initially: false, help: 'verify IP, TCP and UDP checksums' },
  { name: 'dupack3_data', initially: false, help: 'segments with data count as duplicate ACKs too' },
  { name: 'check_hwdups', initially: true, help: 'look for hardware duplicates' },
  { name: 'warn_ooo', initially: false, help: 'does nothing', idle: true },
  { name: 'warn_printtrunc', initially: false, help: 'name packets and options that are too short' },
  { name: 'warn_printbadmbz', initially: false, help: 'name reserved header bits that are not 0, ECE and CWR too' },
  { name: 'warn_printhwdups', initially: false, help: 'name hardware duplicates' },
  { name: 'warn_printbadcsum', initially: false, help: 'name the wrong checksums that --checksum finds' },
  { name: 'warn_printbad_syn_fin_seq', initially: false, help: 'name SYNs and FINs sent again with another number' },
  { name: 'dump_packet_data', initially: false, help: 'print every packet with its payload' },
  { name: 'continuous', initially: false, help: 'use --follow', idle: true },
  { name: 'print_seq_zero', initially: false, help: '-P: sequence numbers from the ISNs' },
  { name: 'limit_conn_num', initially: false, help: 'does nothing', idle: true },
  { name: 'xplot_all_files', initially: false, help: 'does nothing', idle: true },
  { name: 'ns_hdrs', initially: true, help: 'does nothing', idle: true },
  { name: 'csv', initially: false, help: 'long report as comma separated values' },
  { name: 'tsv', initially: false, help: 'long report as tab separated values' },
  { name: 'turn_off_BSD_dupack', initially: false, help: 'count duplicate ACKs without the BSD rule' },
];

interface ExtendedVariable {
  readonly name: string;
  readonly numeric: boolean;
  readonly help: string;
  /** Understood, so that old scripts run, but without effect here. */
  readonly idle?: true;
}

export const EXTENDED_VARIABLES: readonly ExtendedVariable[] = [
  { name: 'output_dir', numeric: false, help: 'folder for all files that are written' },
  { name: 'output_prefix', numeric: false, help: 'put before the names of all files that are written' },
  { name: 'xplot_title_prefix', numeric: false, help: 'put before the titles of graphs' },
  { name: 'xplot_args', numeric: false, help: 'does nothing', idle: true },
  { name: 'sv', numeric: false, help: "long report as values separated by this text ('\\t' is a tab)" },
  {
    name: 'endpoint_reuse_interval',
    numeric: true,
    help: 'seconds of silence after which a connection is a new one (240)',
  },
  { name: 'update_interval', numeric: true, help: 'does nothing', idle: true },
  { name: 'max_conn_num', numeric: true, help: 'does nothing', idle: true },
  { name: 'remove_live_conn_interval', numeric: true, help: 'does nothing', idle: true },
  { name: 'remove_closed_conn_interval', numeric: true, help: 'does nothing', idle: true },
];

/** Setting one of these asks for the report that it shapes. */
export const CHOOSING: ReadonlySet<string> = new Set(['csv', 'tsv', 'sv', 'dump_packet_data']);
