/**
 * The program's front door: what the command line asks for goes to a report, a screen or a proxy.
 */
process.stderr.write('tcptrace-tui: not built yet\n');
process.exitCode = 2;
