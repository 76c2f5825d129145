import { optionNames } from "./arguments.ts";
import { type CommandName, commandOptions } from "./command-options.ts";
import { commandNames, type Offer, type OfferedPlace, offeredPlaces, valueOptions } from "./completion-offers.ts";

// Each shell is given what may stand in which place as `command:place`, and finds out by itself which place that of the cursor is.

function optionsOf(command: string): readonly string[] {
  const table = Object.hasOwn(commandOptions, command) ? commandOptions[command as CommandName] : {};
  return [...optionNames(table), "--help"];
}

/** Options whose value is no word of its own. */
const allValueOptions = [...new Set(commandNames.flatMap(valueOptions))].map((name) => `--${name}`);

/** A line for each command, with its options. */
function eachCommand(line: (command: string, options: string) => string): string {
  return commandNames.map((command) => line(command, optionsOf(command).join(" "))).join("\n");
}

/** A line for each offer, with all places that have it. */
function eachOffer(line: (places: string, offer: Offer) => string): string {
  const places = new Map<string, OfferedPlace[]>();
  for (const place of offeredPlaces()) {
    const key = JSON.stringify(place.offer);
    if (key !== "{}") places.set(key, [...(places.get(key) ?? []), place]);
  }
  return [...places.values()]
    .map((same) => line(same.map(({ command, place }) => `${command}:${place}`).join("|"), same[0]!.offer))
    .join("\n");
}

function settings({ texts = [], paths, asks }: Offer): string {
  return `texts="${texts.join(" ")}" paths="${paths ?? ""}" asks="${asks ?? ""}"`;
}

// What is written before the cursor: the option whose value it is at, or else the number of its word, and the job that is named.
const bashPlace = `  # Bash takes = and : for words of their own.
  while [ "$at" -lt "$COMP_CWORD" ]; do
    case "\${COMP_WORDS[at]}" in
      =) ;;
      :) colon=yes ;;
      ${allValueOptions.join("|")}) option="\${COMP_WORDS[at]}" colon="" ;;
      -*) option="" colon="" ;;
      *)
        if [ -n "$option" ]; then
          case "\${COMP_WORDS[at+1]}" in
            :|=) ;;
            *) option="" colon="" ;;
          esac
        else
          [ "$place" -eq 1 ] && job="\${COMP_WORDS[at]}"
          place=$((place + 1))
        fi ;;
    esac
    at=$((at + 1))
  done
  case "$word" in
    =) word="" ;;
    :) word="" colon=yes ;;
  esac
`;

export function bash(): string {
  return `# millrace in bash: eval "$(millrace completion bash)", for instance in ~/.bashrc
_millrace() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" options="" option="" job="" colon="" at=2 place=1
  local texts="" paths="" asks="" IFS=$' \\t\\n'
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commandNames.join(" ")}" -- "$word"))
    return
  fi
${bashPlace}  case "$command" in
${eachCommand((command, options) => `    ${command}) options="${options}" ;;`)}
  esac
  if [ -z "$option" ] && [ "\${word#-}" != "$word" ]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
    return
  fi
  case "$command:\${option:-$place}" in
${eachOffer((places, offer) => `    ${places}) ${settings(offer)} ;;`)}
  esac
  if [ -n "$colon" ]; then
    case "$texts" in
      *:) texts="" paths="folders" ;;
      *) texts="" paths="" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$texts" -- "$word"))
  IFS=$'\\n'
  case "$paths" in
    files) COMPREPLY+=($(compgen -f -- "$word")) ;;
    folders) COMPREPLY+=($(compgen -d -- "$word")) ;;
  esac
  if [ -n "$asks" ]; then
    COMPREPLY+=($(compgen -W "$("\${COMP_WORDS[0]}" completion --offer "$asks" "$job" 2>/dev/null)" -- "$word"))
  fi
  # Names of files are quoted, and folders get a slash; a colon would be quoted too.
  case "\${COMPREPLY[*]}" in
    *:) compopt -o nospace 2>/dev/null ;;
    *) [ -z "$paths$asks" ] || compopt -o filenames 2>/dev/null ;;
  esac
  return 0
}
# Bash before 4 is told once for all.
if type compopt >/dev/null 2>&1; then
  complete -F _millrace millrace
else
  complete -o filenames -F _millrace millrace
fi
`;
}

export function zsh(): string {
  return `#compdef millrace
# millrace in zsh: eval "$(millrace completion zsh)", behind compinit, for instance in ~/.zshrc
_millrace() {
  local command="\${words[2]}" option="" job="" texts="" paths="" asks="" word
  local -i at=3 place=1
  local -a options
  if (( CURRENT == 2 )); then
    compadd -- ${commandNames.join(" ")}
    return
  fi
  while (( at < CURRENT )); do
    word="\${words[at]}"
    case "$word" in
      ${allValueOptions.join("|")}) [[ -z "$option" ]] && option="$word" || option="" ;;
      *)
        if [[ -n "$option" ]]; then
          option=""
        elif [[ "$word" != -* ]]; then
          (( place == 1 )) && job="\${(Q)word}"
          (( place++ ))
        fi ;;
    esac
    (( at++ ))
  done
  case "$command" in
${eachCommand((command, options) => `    ${command}) options=(${options}) ;;`)}
  esac
  if [[ -z "$option" && "$PREFIX" == --*=* ]]; then
    option="\${PREFIX%%=*}"
    compset -P '*='
  elif [[ -z "$option" && "$PREFIX" == -* ]]; then
    compadd -- $options
    return
  fi
  case "$command:\${option:-$place}" in
${eachOffer((places, offer) => `    ${places}) ${settings(offer)} ;;`)}
  esac
  if [[ "$texts" == *: && "$PREFIX" == *:* ]]; then
    compset -P '*:'
    texts="" paths=folders
  fi
  for word in \${=texts}; do
    if [[ "$word" == *: ]]; then compadd -S '' -- "$word"; else compadd -- "$word"; fi
  done
  case "$paths" in
    files) _files ;;
    folders) _files -/ ;;
  esac
  if [[ -n "$asks" ]]; then
    compadd -- \${(f)"$("\${(Q)words[1]}" completion --offer "$asks" "$job" 2>/dev/null)"}
  fi
}
compdef _millrace millrace
`;
}

export function fish(): string {
  return `# millrace in fish: millrace completion fish | source, for instance in ~/.config/fish/config.fish
# Whether the cursor is at a word of a command by its number.
function __millrace_at
  set -l words (commandline -opc)
  test (count $words) -ge 2; and test "$words[2]" = $argv[1]; or return 1
  set -l place 1
  set -l option ""
  for word in $words[3..-1]
    if test -n "$option"
      set option ""
    else if contains -- $word ${allValueOptions.join(" ")}
      set option $word
    else if not string match -q -- "-*" $word
      set place (math $place + 1)
    end
  end
  test $place = $argv[2]
end
# Whether that command is written.
function __millrace_in
  set -l words (commandline -opc)
  test (count $words) -ge 2; and test "$words[2]" = $argv[1]
end
# What only running jobs know.
function __millrace_asks
  set -l words (commandline -opc)
  $words[1] completion --offer $argv[1] "$words[3]" 2>/dev/null
end
# Folders, behind what a value begins with.
function __millrace_folders_behind
  set -l word (string replace -r -- '^--[a-z-]+=' '' (commandline -ct))
  if string match -q -- "*:*" $word
    set -l begin (string split -m 1 : $word)
    for folder in (__fish_complete_directories "$begin[2]" "")
      echo $begin[1]:$folder
    end
  else
    printf '%s\\n' $argv
  end
end
complete -c millrace -f
complete -c millrace -n __fish_use_subcommand -a "${commandNames.join(" ")}"
${commandNames.map(fishOf).join("\n")}
`;
}

function fishOf(command: string): string {
  const values = new Set(valueOptions(command));
  const offers = new Map(
    offeredPlaces().flatMap(({ command: of, place, offer }) => (of === command ? [[place, offer]] : [])),
  );
  const options = optionsOf(command).map((name) => {
    const value = values.has(name.slice(2)) ? ` -x${fishOffer(offers.get(name) ?? {})}` : "";
    return `complete -c millrace -n "__millrace_in ${command}" -l ${name.slice(2)}${value}`;
  });
  const words = [...offers].flatMap(([place, offer]) =>
    typeof place === "number" ? [`complete -c millrace -n "__millrace_at ${command} ${place}"${fishOffer(offer)}`] : [],
  );
  return [...options, ...words].join("\n");
}

function fishOffer({ texts = [], paths, asks }: Offer): string {
  const goesOn = texts.some((text) => text.endsWith(":"));
  const folders = goesOn ? [] : ["(__fish_complete_directories (commandline -ct) '')"];
  const offered = [
    ...(goesOn ? [`(__millrace_folders_behind ${texts.join(" ")})`] : texts),
    ...(paths === "folders" ? folders : []),
    ...(paths === "files" ? ["(__fish_complete_path (commandline -ct))"] : []),
    ...(asks === undefined ? [] : [`(__millrace_asks ${asks})`]),
  ];
  return offered.length === 0 ? "" : ` -a "${offered.join(" ")}"`;
}
