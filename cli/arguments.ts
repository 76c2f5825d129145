import type { RunOptions } from "../core/mod.ts";
import { UsageError } from "./usage-error.ts";

/** What was written behind a command: words, and options by name. A flag's value is `"yes"`; behind `--` all are words. */
export interface Arguments {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  /** Values of an option that may be given several times, in order. */
  all(name: string): readonly string[];
}

/** Options that a command takes: whether a value follows. */
export type OptionTable = Readonly<Record<string, "value" | "flag">>;

export function parseArguments(given: readonly string[], table: OptionTable): Arguments {
  const words: string[] = [];
  const options = new Map<string, string>();
  const taken: (readonly [name: string, value: string])[] = [];
  const all = (name: string): string[] => taken.flatMap(([one, value]) => (one === name ? [value] : []));
  for (let at = 0; at < given.length; at++) {
    const word = given[at]!;
    if (word === "--") return { words: [...words, ...given.slice(at + 1)], options, all };
    if (!word.startsWith("-") || word === "-") {
      words.push(word);
      continue;
    }
    const [name = "", inline] = word.replace(/^--?/, "").split(/=(.*)/s);
    const kind = Object.hasOwn(table, name) ? table[name] : undefined;
    if (kind === undefined)
      throw new UsageError(
        `Cannot take option ${JSON.stringify(word)} as there is none of that name: use ${optionNames(table).join(", ") || "none"}`,
      );
    if (kind === "flag" && inline !== undefined)
      throw new UsageError(
        `Cannot take a value for --${name} as it is a flag: got ${JSON.stringify(inline)}; leave it out`,
      );
    const value = kind === "flag" ? "yes" : (inline ?? given[++at]);
    if (value === undefined)
      throw new UsageError(`Cannot take --${name} as its value is missing; write --${name} VALUE`);
    options.set(name, value);
    taken.push([name, value]);
  }
  return { words, options, all };
}

/** What a job is built with: `--param name=value`, once for each. */
export function parametersOf({ all }: Arguments): { readonly parameters?: Readonly<Record<string, string>> } {
  const given = all("param").map((text): [string, string] => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name !== undefined && value !== undefined) return [name, value];
    throw new UsageError(
      `Cannot take ${JSON.stringify(text)} for --param as it must be a name and a value: use for instance --param day=2026-01-31`,
    );
  });
  const names = given.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new UsageError(
      `Cannot take --param ${twice} as each must be given once: got it twice; leave one of them out`,
    );
  }
  return given.length === 0 ? {} : { parameters: Object.fromEntries(given) };
}

export function wholeNumber(options: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(
    `Cannot take ${JSON.stringify(text)} for --${name} as it must be a whole number above 0; use for instance --${name} 2`,
  );
}

/** The module whose job each thread of a run imports; none where all subtasks are to share one thread. */
export function threadsOf([module]: readonly string[], options: ReadonlyMap<string, string>): { module?: string } {
  return module === undefined || options.has("one-thread") ? {} : { module };
}

const unitBytes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** A size such as `512MB`, in bytes. */
export function sizeBytes(options: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?) ?([a-zA-Z]+)$/.exec(text) ?? [];
  const bytes = Object.hasOwn(unitBytes, unit) ? Number(number) * unitBytes[unit]! : Number.NaN;
  if (bytes >= 1) return bytes;
  throw new UsageError(
    `Cannot take ${JSON.stringify(text)} for --${name} as it must be a size above 0 with one of the units ` +
      `${Object.keys(unitBytes).join(", ")}; use for instance --${name} 512MB`,
  );
}

/** Where state is kept: `--state disk:FOLDER`, with `--state-memory SIZE`. Nothing where it stays in memory. */
export function stateOf(options: ReadonlyMap<string, string>): Pick<RunOptions, "state"> {
  const text = options.get("state");
  const memoryBytes = sizeBytes(options, "state-memory");
  if (text === undefined) {
    if (memoryBytes === undefined) return {};
    throw new UsageError(
      "Cannot take --state-memory as state stays in memory without --state; add --state disk:FOLDER",
    );
  }
  const [, disk] = /^disk:(.+)$/s.exec(text) ?? [];
  if (disk !== undefined) return { state: memoryBytes === undefined ? { disk } : { disk, memoryBytes } };
  throw new UsageError(
    `Cannot take ${JSON.stringify(text)} for --state as it must be disk: and a folder; use for instance --state disk:./state`,
  );
}

/** What Millrace itself writes behind its name. */
const ownOptions: ReadonlySet<string> = new Set(["served", "offer"]);

/** As they are written. */
export function optionNames(table: OptionTable): string[] {
  return Object.keys(table)
    .filter((name) => !ownOptions.has(name))
    .map((name) => `--${name}`);
}
