import { checkOptions, type KnownOptions, shown } from "../../core/io/mod.ts";
import {
  type ChangeWord,
  type Dataset,
  fromChangelog,
  type KeyChoice,
  type StepOptions,
  type Transform,
} from "../../core/mod.ts";
import { parseJson } from "../files/mod.ts";

/** How envelopes are read. */
export interface EnvelopeOptions<Row, In = unknown> extends StepOptions {
  /**
   * What rows are known by. Then the last row of each key is remembered, so that envelopes that tell twice, or tell no row before the
   * change, are understood. Without it each must hold the whole row that it takes back.
   */
  readonly by?: KeyChoice<NoInfer<Row>>;
  /** Where the envelope of a record is: JSON text, or what it says. Default: the record itself. */
  readonly envelope?: (record: In) => unknown;
  /** The table whose changes are read, by name or by a pattern of its whole name. Default: all. */
  readonly table?: string | RegExp;
  /** The database of that table. Default: any. */
  readonly database?: string | RegExp;
}

/** How envelopes are written. */
export interface WriteOptions extends StepOptions, Partial<TablePlace> {}

/** What envelopes say of where their rows are from. */
export interface TablePlace {
  readonly database: string;
  readonly table: string;
}

/** A row, and what is done to it. */
export interface RowChange {
  readonly change: ChangeWord;
  readonly row: unknown;
  /** Columns that the row does not tell as they are what they were: only where rows are known by key. */
  readonly keptColumns?: readonly string[];
}

export type Properties = Readonly<Record<string, unknown>>;

/** What is special about one kind of envelope. */
export interface EnvelopeKind {
  readonly name: string;
  /** Where its rows are from. */
  place(envelope: Properties): Partial<TablePlace>;
  /** What it says, first to last; throws where it makes no sense. An update is its two halves. */
  changes(envelope: Properties): readonly RowChange[];
}

const known: KnownOptions<EnvelopeOptions<never>> = {
  by: true,
  envelope: true,
  table: true,
  database: true,
  name: true,
  onError: true,
};

const knownOfWriting: KnownOptions<WriteOptions> = { database: true, table: true, name: true, onError: true };

/** Envelopes as a changelog. */
export function readEnvelopes<Row>(
  kind: EnvelopeKind,
  options: EnvelopeOptions<Row, never>,
  others: KnownOptions<object> = {},
): Transform<unknown, Row> {
  checkOptions(options as unknown as EnvelopeOptions<never>, { ...known, ...others }, kind.name);
  const { by, name = kind.name } = options;
  const chosen = chosenPlace(kind.name, options);
  const byKey = by === undefined ? undefined : withoutBefore(kind.name, keyOf(kind.name, by));
  const envelopeOf = options.envelope as ((record: unknown) => unknown) | undefined;
  if (envelopeOf !== undefined && typeof envelopeOf !== "function") {
    throw new TypeError(
      `Cannot read envelopes by ${kind.name} as envelope must be a function of a record: got ${shown(envelopeOf)}; use for instance envelope: (record) => record.value`,
    );
  }
  const read = (record: unknown): readonly RowChange[] => {
    const envelope = opened(kind.name, envelopeOf === undefined ? record : given(kind.name, envelopeOf, record));
    if (envelope === undefined || !chosen(kind.place(envelope))) return [];
    const changes = kind.changes(envelope);
    return byKey === undefined ? changes : changes.flatMap(byKey);
  };
  const step = { name, ...(options.onError === undefined ? {} : { onError: options.onError }) };
  return (input: Dataset<unknown>): Dataset<Row> =>
    input.flatMap(read, step).apply(
      fromChangelog<Row>({
        ...step,
        ...(by === undefined ? {} : { by: by as never }),
        name: `changes of ${name}`,
      }) as never,
    );
}

/** What `envelope` gives: an error of it is of its own, not one of the record. */
function given(kind: string, envelopeOf: (record: unknown) => unknown, record: unknown): unknown {
  try {
    return envelopeOf(record);
  } catch (error) {
    throw new TypeError(
      `Cannot read an envelope of ${kind} as envelope must give it: got an error, ${error instanceof Error ? error.message : shown(error)}; mend envelope: (record) => …`,
      { cause: error },
    );
  }
}

/** What the envelope says, unpacked; undefined for a tombstone, which says again that a row is gone. */
function opened(kind: string, given: unknown): Properties | undefined {
  if (given === null || given === undefined || given === "") return undefined;
  const said = typeof given === "string" ? parsed(kind, given) : given;
  if (said === null) return undefined;
  const isBytes = ArrayBuffer.isView(said);
  if (typeof said === "object" && !Array.isArray(said) && !isBytes) return said as Properties;
  throw new TypeError(
    `Cannot read an envelope of ${kind} as it must be an object, or its JSON: got ${isBytes ? "bytes" : shown(said)}; say where it is by envelope: (record) => …`,
  );
}

function parsed(kind: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new TypeError(
      `Cannot read an envelope of ${kind} as its JSON is malformed: got ${JSON.stringify(text.slice(0, 80))} (${(error as Error).message}); mend what writes it, or say onError: "skip"`,
      { cause: error },
    );
  }
}

/** Of rows that are remembered by their key only the last word counts, and a key that is another leaves the one before. */
function withoutBefore(
  kind: string,
  key: (row: unknown) => string,
): (change: RowChange, at: number, all: readonly RowChange[]) => RowChange[] {
  return ({ change, ...told }, at, all) => {
    const { row } = told;
    if (change !== "updateBefore") {
      if (row !== null) key(row);
      return change === "delete" ? [{ change, row }] : [{ change: "upsert", ...told }];
    }
    const after = all[at + 1]!;
    if (row === null || key(row) === key(after.row)) return [];
    // Told here, where nothing has been done yet: what is remembered is remembered by the other key.
    if (after.keptColumns !== undefined) throw untold(kind, after.keptColumns[0]!, "with another key ");
    return [{ change: "delete", row }];
  };
}

/** A value that the capture does not tell, where nobody else knows it. */
export function untold(kind: string, column: string, where: string, by = ""): TypeError {
  return new TypeError(
    `Cannot read an envelope of ${kind} as ${where}it must have a value of ${JSON.stringify(column)}: got the placeholder of one that is not told; ${by}have the database tell it (REPLICA IDENTITY FULL in PostgreSQL)`,
  );
}

function keyOf(kind: string, by: KeyChoice<never>): (row: unknown) => string {
  if (typeof by === "function") {
    return (row) => {
      const key: unknown = (by as (row: unknown) => unknown)(row);
      if (key === null || key === undefined) throw noKey(kind, `${key} of ${shown(row)}`);
      return text(key);
    };
  }
  const names = (typeof by === "string" ? [by] : by) as readonly string[];
  return (row) => {
    const missing = names.find((name) => ((row as Properties)[name] ?? null) === null);
    if (missing !== undefined) throw noKey(kind, `none in column ${JSON.stringify(missing)}`);
    return text(names.map((name) => (row as Properties)[name]));
  };
}

function noKey(kind: string, got: string): TypeError {
  return new TypeError(
    `Cannot read an envelope of ${kind} as its row must have what rows are known by: got ${got}; check by, or have the capture tell it`,
  );
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? `${each}n` : each)) ?? "";
}

/** Whether rows of a place are read. */
function chosenPlace(
  kind: string,
  { table, database }: Pick<EnvelopeOptions<never>, "table" | "database">,
): (place: Partial<TablePlace>) => boolean {
  const tests = Object.entries({ table, database }).map(([name, wanted]) => {
    if (wanted === undefined) return undefined;
    if (typeof wanted === "string") return { name, matches: (given: string) => given === wanted };
    if (!(wanted instanceof RegExp)) {
      throw new TypeError(
        `Cannot read envelopes by ${kind} as ${name} must be a text or a pattern: got ${shown(wanted)}; use for instance ${name}: "orders"`,
      );
    }
    const whole = new RegExp(`^(?:${wanted.source})$`, wanted.flags.replace(/[gy]/g, ""));
    return { name, matches: (given: string) => whole.test(given) };
  });
  return (place) =>
    tests.every((test) => {
      if (test === undefined) return true;
      const given = place[test.name as keyof TablePlace];
      return given !== undefined && test.matches(given);
    });
}

/** A row that an envelope holds: null where it holds none. */
export function rowIn(kind: string, envelope: Properties, name: string): Properties | null {
  const row = envelope[name] ?? null;
  if (row === null || (typeof row === "object" && !Array.isArray(row))) return row as Properties | null;
  throw new TypeError(
    `Cannot read an envelope of ${kind} as its ${name} must be a row or null: got ${shown(row)}; mend what writes it`,
  );
}

/** Database and table, as far as they are said, as texts. */
export function placeOf({
  database,
  table,
}: {
  readonly database?: unknown;
  readonly table?: unknown;
}): Partial<TablePlace> {
  return {
    ...(typeof database === "string" ? { database } : {}),
    ...(typeof table === "string" ? { table } : {}),
  };
}

/** A changelog as rows: of an update both, of a new row none before, of a deleted one none after. */
export interface WrittenChange {
  readonly before: Properties | null;
  readonly after: Properties | null;
}

/** A changelog as envelopes, one for each change: the halves of an update, which stand side by side in a batch, are one. */
export function writeEnvelopes<Out>(
  kind: string,
  options: WriteOptions,
  envelopeOf: (change: WrittenChange) => Out,
): Transform<unknown, Out> {
  checkOptions(options, knownOfWriting, kind);
  for (const part of ["database", "table"] as const) {
    const said: unknown = options[part];
    if (said === undefined || typeof said === "string") continue;
    throw new TypeError(
      `Cannot set ${part} in ${kind} as it must be a text: got ${shown(said)}; use for instance ${part}: "orders"`,
    );
  }
  const { name = kind, onError } = options;
  return (input: Dataset<unknown>): Dataset<Out> => {
    // An update's halves come one right behind the other, in one batch: nothing is held when a checkpoint is taken.
    let before: Properties | null = null;
    return input.changelog({ name: `changes for ${name}` }).flatMap(
      ({ change, row }): Out[] => {
        const given = rowOf(kind, row);
        if (change === "updateBefore") {
          before = given;
          return [];
        }
        if (change === "delete") return [envelopeOf({ before: given, after: null })];
        if (change === "insert") return [envelopeOf({ before: null, after: given })];
        const held = before;
        before = null;
        return [envelopeOf({ before: held, after: given })];
      },
      { name, ...(onError === undefined ? {} : { onError }) },
    );
  };
}

function rowOf(kind: string, row: unknown): Properties {
  if (typeof row === "object" && row !== null && !Array.isArray(row)) return row as Properties;
  throw new TypeError(
    `Cannot write an envelope of ${kind} as rows must be objects: got ${shown(row)}; give them columns by map, as in .map((value) => ({ value }))`,
  );
}

/** Columns of a row whose values are others in another row, with the values that they have here. */
export function changedIn(row: Properties, other: Properties): Properties {
  return Object.fromEntries(Object.entries(row).filter(([name, value]) => text(value) !== text(other[name])));
}
