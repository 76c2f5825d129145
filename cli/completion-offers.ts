import { type CommandName, commandOptions } from "./command-options.ts";
import { templates } from "./init/templates.ts";
import { kinds } from "./inspect/kind.ts";

/** What may stand in a place of a command line. Nothing of these: a text that nobody can foresee. */
export interface Offer {
  /** Words; a value goes on behind one that ends with a colon, there with a folder. */
  readonly texts?: readonly string[];
  readonly paths?: "files" | "folders";
  /** What only running jobs know: their names, or the steps of the one that is named. */
  readonly asks?: "jobs" | "steps";
}

export const shellNames = ["bash", "zsh", "fish"] as const;

/** All that may stand behind `millrace`. */
export const commandNames: readonly string[] = [...Object.keys(commandOptions), "help", "version"];

const files: Offer = { paths: "files" };
const folders: Offer = { paths: "folders" };
const jobs: Offer = { asks: "jobs" };

/** What stands behind a command, place by place. */
const wordOffers: Readonly<Record<string, readonly Offer[]>> = {
  run: [files],
  resume: [files, files],
  explain: [files],
  check: [files],
  replay: [files],
  inspect: [files],
  why: [jobs, { asks: "steps" }],
  metrics: [jobs],
  dashboard: [jobs],
  state: [jobs],
  savepoint: [jobs],
  stop: [jobs],
  cancel: [jobs],
  init: [folders],
  completion: [{ texts: shellNames }],
  help: [{ texts: commandNames }],
} satisfies Partial<Record<CommandName | "help", readonly Offer[]>>;

/** What an option takes, by its name: it means the same in every command. */
const optionOffers: Readonly<Record<string, Offer>> = {
  as: { texts: kinds },
  at: { texts: ["now", "checkpoint"] },
  checkpoint: { texts: ["10s:"], paths: "folders" },
  data: folders,
  from: { texts: ["latest", "none"], paths: "files" },
  jobs: folders,
  restart: { texts: ["none", "fixed:5s:3", "exponential:1s:1m", "rate:3:5m"] },
  rows: { texts: ["all"] },
  state: { texts: ["disk:"] },
  step: { asks: "steps" },
  template: { texts: Object.keys(templates) },
  to: folders,
};

/** What may stand in which place: that of an option's value, or of a word by its number. */
export interface OfferedPlace {
  readonly command: string;
  /** `--as`, or 1 for the first word behind the command. */
  readonly place: string | number;
  readonly offer: Offer;
}

/** Every place of every command but those of flags and of values that nobody can foresee. */
export function offeredPlaces(): OfferedPlace[] {
  return commandNames.flatMap((command) => [
    ...valueOptions(command).map((name) => ({ command, place: `--${name}`, offer: offerOf(command, name) })),
    ...(wordOffers[command] ?? []).map((offer, at) => ({ command, place: at + 1, offer })),
  ]);
}

/** Names of options that take a value. */
export function valueOptions(command: string): string[] {
  const table = Object.hasOwn(commandOptions, command) ? commandOptions[command as CommandName] : {};
  return Object.entries(table).flatMap(([name, kind]) => (kind === "value" ? [name] : []));
}

function offerOf(command: string, name: string): Offer {
  // Of these a savepoint must be named.
  if (name === "from" && (command === "check" || command === "replay")) return files;
  return optionOffers[name] ?? {};
}
