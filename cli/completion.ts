import { writeText } from "../core/platform/mod.ts";
import { optionNames, parseArguments } from "./arguments.ts";
import { type CommandName, commandOptions } from "./command-options.ts";
import { writeAnswer } from "./json-answer.ts";
import { UsageError } from "./usage-error.ts";

const shells: Readonly<Record<string, () => string>> = { bash, zsh, fish };

/** `millrace completion SHELL`: what a shell reads to complete commands and options. Names of files are the shell's own. */
export async function completion(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, commandOptions.completion);
  const [name = "", ...more] = words;
  const script = more.length === 0 && Object.hasOwn(shells, name) ? shells[name] : undefined;
  if (script === undefined) {
    throw new UsageError(
      `Cannot tell which shell to complete for: got ${words.join(" ") || "none"}; write millrace completion ${Object.keys(
        shells,
      )
        .join(", ")
        .replace(/, (\w+)$/, " or $1")}`,
    );
  }
  if (options.has("json")) writeAnswer({ shell: name, script: script() });
  else writeText("stdout", script());
  return 0;
}

const commands: readonly string[] = [...Object.keys(commandOptions), "help", "version"];

function optionsOf(command: string): readonly string[] {
  return Object.hasOwn(commandOptions, command) ? optionNames(commandOptions[command as CommandName]) : [];
}

/** A line for each command that has options. */
function cases(line: (command: string, options: readonly string[]) => string): string {
  return commands
    .filter((command) => optionsOf(command).length > 0)
    .map((command) => line(command, optionsOf(command)))
    .join("\n");
}

function bash(): string {
  return `# millrace in bash: eval "$(millrace completion bash)", for instance in ~/.bashrc
_millrace() {
  local word="\${COMP_WORDS[COMP_CWORD]}" options=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.join(" ")}" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases((command, options) => `    ${command}) options="${options.join(" ")}" ;;`)}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$options --help" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _millrace millrace
`;
}

function zsh(): string {
  return `#compdef millrace
# millrace in zsh: eval "$(millrace completion zsh)", behind compinit, for instance in ~/.zshrc
_millrace() {
  local -a options
  if (( CURRENT == 2 )); then
    compadd -- ${commands.join(" ")}
    return
  fi
  case "\${words[2]}" in
${cases((command, options) => `    ${command}) options=(${options.join(" ")}) ;;`)}
  esac
  if [[ "$PREFIX" == -* ]]; then
    compadd -- $options --help
  else
    _files
  fi
}
compdef _millrace millrace
`;
}

function fish(): string {
  const options = cases((command, names) =>
    names
      .map((name) => `complete -c millrace -n "__fish_seen_subcommand_from ${command}" -l ${name.slice(2)}`)
      .join("\n"),
  );
  return `# millrace in fish: millrace completion fish | source, for instance in ~/.config/fish/config.fish
complete -c millrace -n __fish_use_subcommand -f -a "${commands.join(" ")}"
${options}
`;
}
