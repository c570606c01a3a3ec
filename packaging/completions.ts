/** Completions for shells, made from the tables of options. */
import { COMMANDS, OPTIONS, type OptionWord, PROXY_OPTIONS } from './words.ts';

/** The scripts by the paths where distributions look for them, below /usr/share. */
export function completions(): Map<string, string> {
  return new Map([
    ['bash-completion/completions/tcptrace-tui', bash()],
    ['zsh/vendor-completions/_tcptrace-tui', zsh()],
    ['fish/vendor_completions.d/tcptrace-tui.fish', fish()],
  ]);
}

/** Each name once: the module letters have one option several times. */
const long = (options: readonly OptionWord[]): OptionWord[] => [
  ...new Map(options.filter(({ name }) => name.startsWith('--')).map((option) => [option.name, option])).values(),
];

function bash(): string {
  const names = (options: readonly OptionWord[]): string =>
    long(options)
      .map(({ name }) => name)
      .join(' ');
  return `# bash completion for tcptrace-tui
_tcptrace_tui() {
  local word=\${COMP_WORDS[COMP_CWORD]} options='${names(OPTIONS)} --help --version'
  [[ \${COMP_WORDS[1]} == proxy ]] && options='${names(PROXY_OPTIONS)} --help'
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${COMMANDS.map(({ name }) => name).join(' ')}' -- "$word") $(compgen -f -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _tcptrace_tui tcptrace-tui
`;
}

function zsh(): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const specs = (options: readonly OptionWord[]): string =>
    long(options)
      .map(({ name, value, help }) => {
        const explained = help.replace(/[[\]\\:]/g, '\\$&');
        return `    ${quoted(`*${name}${value === null ? '' : '='}[${explained}]${value === null ? '' : ':value:_files'}`)}`;
      })
      .join(' \\\n');
  return `#compdef tcptrace-tui
if [[ $words[2] == proxy && $CURRENT -gt 2 ]]; then
  _arguments \\
${specs(PROXY_OPTIONS)} \\
    '*:address:_files'
else
  _arguments \\
${specs(OPTIONS)} \\
    '--help[list all options]' '--version[print the version]' \\
    '1:capture or command:{ _alternative "commands:command:(${COMMANDS.map(({ name }) => name).join(' ')})" "files:capture:_files" }' \\
    '*:capture:_files'
fi
`;
}

function fish(): string {
  const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const lines = (options: readonly OptionWord[], condition: string): string[] =>
    long(options).map(
      ({ name, value, help }) =>
        `complete -c tcptrace-tui -n ${condition} -l ${name.slice(2)}${value === null ? '' : ' -r'} -d ${quoted(help)}`,
    );
  const commands = COMMANDS.map(
    ({ name, help }) => `complete -c tcptrace-tui -n __fish_use_subcommand -a ${name} -d ${quoted(help)}`,
  );
  return [
    '# fish completion for tcptrace-tui',
    ...commands,
    ...lines(OPTIONS, "'not __fish_seen_subcommand_from proxy'"),
    ...lines(PROXY_OPTIONS, "'__fish_seen_subcommand_from proxy'"),
    '',
  ].join('\n');
}
