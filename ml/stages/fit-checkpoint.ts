import { checkOptions, type Duration, durationMs, type KnownOptions, writePieces } from "../../core/mod.ts";
import { joined, storedBytes } from "./bytes.ts";
import { crc32 } from "./crc32.ts";
import { type Learned, type LearnedValue, learnedName, type NumberArray } from "./learned.ts";
import { placeOf } from "./model-files.ts";
import { arrayOfNpy, type NpyType, npyBytes, npyFile, npyTypes } from "./npy.ts";

/** Where it is kept how far a fit is. */
export interface FitCheckpointOptions {
  /** A folder for this fit alone: a path, or a URL of a registered file system. */
  readonly dir: string;
  /** How long after the state was kept it is kept again; 0: as often as there is something new. Default "10s". */
  readonly interval?: Duration;
}

const known: KnownOptions<FitCheckpointOptions> = { dir: true, interval: true };

/**
 * @param what What cannot be done with other options.
 * @throws TypeError, RangeError for options that there are not.
 */
export function mustBeCheckpoint(what: string, options: FitCheckpointOptions | undefined): void {
  if (options === undefined) return;
  checkOptions(options, known, `checkpoint to ${what}`);
  if (typeof options.dir !== "string" || options.dir === "") {
    throw new TypeError(
      `Cannot ${what} with a checkpoint as dir must be the path or URL of a folder: got ${JSON.stringify(options.dir) ?? "nothing"}; use for instance "state/late"`,
    );
  }
  const intervalMs = durationMs(options.interval ?? 0, `interval of the checkpoint to ${what}`);
  if (intervalMs < 0) {
    throw new RangeError(
      `Cannot ${what} with a checkpoint as interval must not be negative: got ${String(options.interval)}; use for instance "10s"`,
    );
  }
}

/** How long after the state was kept it is kept again, in ms. */
export function intervalOf({ interval = "10s" }: FitCheckpointOptions): number {
  return durationMs(interval, "interval of a checkpoint");
}

/** What a state is of: it is none of a fit that differs in any of it. */
export interface FitIdentity {
  readonly stage: string;
  /** Of what the stage keeps. */
  readonly version: number;
  readonly parameters: unknown;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Of all values of all rows. */
  readonly hash: string;
}

interface Header {
  readonly identity: FitIdentity;
  readonly values: Readonly<Record<string, { readonly value: LearnedValue } | Stored>>;
}

interface Stored {
  readonly type: NpyType;
  readonly length: number;
}

const magic = "millrace-fit 1 ";

/**
 * The state of a fit as one file that is replaced as a whole: a line with the CRC-32 of the rest and the length of the header, the header as JSON,
 * then arrays as NumPy has them.
 */
export class FitCheckpoint {
  readonly #file: string;
  readonly #identity: FitIdentity;
  readonly #intervalMs: number;
  #last = performance.now();

  constructor(options: FitCheckpointOptions, identity: FitIdentity) {
    this.#file = placeOf(options.dir, "fit.state");
    this.#identity = identity;
    this.#intervalMs = intervalOf(options);
  }

  /** What is kept there; undefined where nothing is. @throws Where it is that of another fit, or damaged. */
  async load(): Promise<Learned | undefined> {
    const bytes = await storedBytes(this.#file, { absent: "nothing" });
    if (bytes.length === 0) return undefined;
    const { header, rest } = this.#read(bytes);
    const [kept, own] = [header.identity, this.#identity];
    const other = (Object.keys(own) as (keyof FitIdentity)[]).find((name) => textOf(kept[name]) !== textOf(own[name]));
    if (other === "version") throw this.#ofOtherVersion(kept.version);
    if (other !== undefined) {
      const what = other === "hash" ? "rows" : other;
      throw this.#refused(
        `it must be of the same ${what}: got that of another fit`,
        "name another folder, or delete it",
      );
    }
    let at = 0;
    const entries = Object.entries(header.values).map(([name, entry]) => {
      if ("value" in entry) return [name, entry.value] as const;
      const end = at + npyBytes(entry.type, entry.length);
      const value = arrayOfNpy(entry.type, entry.length, rest.subarray(at, end));
      at = end;
      return [name, value] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Keeps a state where the last one is old enough. */
  async keep(state: () => Learned | Promise<Learned>): Promise<void> {
    if (performance.now() - this.#last < this.#intervalMs) return;
    const values = Object.entries(await state()).filter(
      (entry): entry is [string, LearnedValue] => entry[1] !== undefined,
    );
    const arrays = values.filter(([, value]) => Object.hasOwn(npyTypes, learnedName(value)!));
    const stored = new Set(arrays.map(([name]) => name));
    const header: Header = {
      identity: this.#identity,
      values: Object.fromEntries(
        values.map(([name, value]) => [
          name,
          stored.has(name) ? { type: learnedName(value) as NpyType, length: (value as NumberArray).length } : { value },
        ]),
      ),
    };
    const text = new TextEncoder().encode(textOf(header));
    const rest = joined([
      text,
      ...arrays.map(([, value]) => npyFile(learnedName(value) as NpyType, value as NumberArray)),
    ]);
    const first = new TextEncoder().encode(`${magic}${crc32(rest)} ${text.length}\n`);
    await writePieces(this.#file, [first, rest]);
    this.#last = performance.now();
  }

  #read(bytes: Uint8Array): { readonly header: Header; readonly rest: Uint8Array } {
    const end = bytes.indexOf(10);
    const found = /^millrace-fit 1 ([0-9a-f]{8}) (\d{1,9})$/.exec(
      new TextDecoder().decode(bytes.subarray(0, Math.max(0, end))),
    );
    const rest = bytes.subarray(end + 1);
    if (found === null || crc32(rest) !== found[1]) {
      throw this.#refused(
        "it must be what a fit has kept there: got other bytes",
        "delete it, and the fit begins anew",
      );
    }
    const length = Number(found[2]);
    const header = JSON.parse(new TextDecoder().decode(rest.subarray(0, length)), (_, value) =>
      typeof value === "object" && value !== null && "number" in value ? Number(value.number) : value,
    );
    return { header, rest: rest.subarray(length) };
  }

  /** @param version Undefined in what was kept before there were versions. */
  #ofOtherVersion(version: number | undefined): Error {
    const { stage, version: own } = this.#identity;
    return this.#refused(
      `it must be version ${own} of what ${stage} keeps: got ${version === undefined ? "none" : `version ${version}`}, of another Millrace`,
      "delete it, and the fit begins anew, or go on with the Millrace that has kept it",
    );
  }

  #refused(as: string, remedy: string): Error {
    return new Error(`Cannot go on with the fit in ${JSON.stringify(this.#file)} as ${as}; ${remedy}`);
  }
}

/** JSON that has NaN, infinities and −0, too. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, one) => {
    if (typeof one !== "number" || (Number.isFinite(one) && !Object.is(one, -0))) return one;
    return { number: Object.is(one, -0) ? "-0" : String(one) };
  });
}
