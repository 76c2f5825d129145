import { type Batch, type DataType, missingColumn, type Schema, shown, valueAt } from "../../../core/io/mod.ts";
import { isoText, NoText } from "../text/value-text.ts";
import { escapedValue } from "./partition-text.ts";

/** A column by name, or a time cut to a unit. */
export type PartitionBy = string | TimePartition;

export interface TimePartition {
  /**
   * What the time is cut to, in UTC: `2024`, `2024-05`, `2024-05-01`, `2024-05-01-13`, `2024-05-01-13-30`. A year alone is a number;
   * else years before 0 and behind 9999 have a sign and six digits, as in ISO 8601: `+010000-05-01`.
   */
  readonly by: "year" | "month" | "day" | "hour" | "minute";
  /** The column that has the time; it stays in the files. Default: the event time of the row. */
  readonly of?: string;
  /** What the folders are called, as no other column may be: readers would find the folder's value in it. Default: the unit. */
  readonly name?: string;
}

/** A part of the path of a row's file. */
export interface Partition {
  readonly name: string;
  /** The column that is left out of the files, as the path has it. */
  readonly column: string | undefined;
  /** @throws {TypeError} Where rows have another column of the name: readers would find the folder's value in its place. */
  requireApart(schema: Schema): void;
  /** Gives the text of a row of this batch; undefined where it has no value. */
  textsOf(batch: Batch): (row: number) => string | undefined;
}

const units = { year: 4, month: 7, day: 10, hour: 13, minute: 16 } as const;

export function partitionsOf(given: readonly PartitionBy[], where: string): readonly Partition[] {
  const partitions = given.map((one) => (typeof one === "string" ? byColumn(one, where) : byTime(one, where)));
  const names = partitions.map(({ name }) => name);
  const odd = names.find((name, at) => name === "" || /^[._]|[=/]/.test(name) || names.indexOf(name) < at);
  if (odd === undefined) return partitions;
  throw new RangeError(
    `Cannot write ${where} as the names of its folders must differ, have no "=" nor "/" and not begin with "." or "_", which readers ` +
      `pass over: got ${JSON.stringify(odd)}; give the column another name before, or the time another by name`,
  );
}

function byColumn(name: string, where: string): Partition {
  return {
    name,
    column: name,
    requireApart: () => undefined,
    textsOf: (batch) => {
      const column = columnOf(batch, name, where);
      return (row) => textOf(valueAt(column, row), column.type, name, where);
    },
  };
}

function byTime({ by, of, name = by }: TimePartition, where: string): Partition {
  const length = units[by];
  if (length === undefined) {
    throw new RangeError(
      `Cannot write ${where} as by must be year, month, day, hour or minute: got ${JSON.stringify(by)}; use for instance { by: "day" }`,
    );
  }
  const cut = (timeMs: number): string => {
    const text = timeText(timeMs, "time", `a row of ${where} to a folder by ${by}`);
    if (by === "year") return String(new Date(timeMs).getUTCFullYear());
    return text.slice(0, /^[+-]/.test(text) ? length + 3 : length).replace(/[T:]/g, "-");
  };
  const timed = (value: unknown): string | undefined => {
    if (value === null || value === undefined) return undefined;
    const timeMs = Number(value);
    if (Number.isFinite(timeMs) && typeof value !== "string") return cut(timeMs);
    throw new TypeError(
      `Cannot write a row of ${where} to a folder by ${by} as ${of === undefined ? "its event time" : `column ${JSON.stringify(of)}`} must be a time: ` +
        `got ${value instanceof Date ? String(value) : shown(value)}; make it ms since the epoch or a Date before`,
    );
  };
  return {
    name,
    column: undefined,
    requireApart: ({ index }) => {
      if (name !== of && index.has(name)) throw hidden(name, by, of, where);
    },
    textsOf: (batch) => {
      if (of === undefined) return (row) => timed(batch.times?.[row] ?? withoutTimes(where));
      const column = columnOf(batch, of, where);
      return (row) => timed(valueAt(column, row));
    },
  };
}

function hidden(name: string, by: TimePartition["by"], of: string | undefined, where: string): TypeError {
  const renamed = [
    `by: "${by}"`,
    ...(of === undefined ? [] : [`of: ${JSON.stringify(of)}`]),
    `name: "${of ?? "event"}_${by}"`,
  ];
  return new TypeError(
    `Cannot write ${where} to folders by ${by} as none of its columns may have their name, ${JSON.stringify(name)}, by which ` +
      `readers find the folder's value: got rows with such a column; give the folders another name: { ${renamed.join(", ")} }`,
  );
}

function withoutTimes(where: string): never {
  throw new TypeError(
    `Cannot write ${where} to folders by event time as its rows must have one: got rows without; ` +
      'use withEventTime(…) before, or name a column: { by: "day", of: "at" }',
  );
}

function columnOf(batch: Batch, name: string, where: string): Batch["columns"][number] {
  const at = batch.schema.index.get(name);
  if (at === undefined) throw new TypeError(missingColumn(name, [...batch.schema.index.keys()], where));
  return batch.columns[at]!;
}

function textOf(value: unknown, { kind }: DataType, name: string, where: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  const place = `a row of ${where} to a folder by column ${JSON.stringify(name)}`;
  if (value instanceof Date) return timeText(value.getTime(), "time", place);
  if (kind === "timestamp" || kind === "date") return timeText(Number(value), kind === "date" ? "date" : "time", place);
  if (typeof value !== "object" && typeof value !== "function") return String(value);
  throw new TypeError(
    `Cannot write ${place} as its value must be a text, a number, a boolean or a time: ` +
      `got ${Array.isArray(value) ? "a list" : "an object"}; partition by another column`,
  );
}

function timeText(timeMs: number, what: "time" | "date", place: string): string {
  try {
    return isoText(timeMs, what);
  } catch (cause) {
    throw cause instanceof NoText ? cause.at(place) : cause;
  }
}

/** Rows of a batch that go to one folder, without the columns that the path has. */
export interface FolderRows {
  /** `origin=JFK/day=2024-05-01`. */
  readonly folder: string;
  readonly rows: Int32Array;
}

/** The rows of a batch by the folders that they go to, in the order that these come up in. */
export function rowsByFolder(batch: Batch, partitions: readonly Partition[]): readonly FolderRows[] {
  for (const partition of partitions) partition.requireApart(batch.schema);
  const texts = partitions.map((partition) => partition.textsOf(batch));
  const rowsOf = new Map<string, number[]>();
  const count = batch.selection?.length ?? batch.rowCount;
  for (let at = 0; at < count; at++) {
    const row = batch.selection?.[at] ?? at;
    const folder = partitions.map(({ name }, of) => `${escapedValue(name)}=${escapedValue(texts[of]!(row))}`).join("/");
    const rows = rowsOf.get(folder);
    if (rows === undefined) rowsOf.set(folder, [row]);
    else rows.push(row);
  }
  return Array.from(rowsOf, ([folder, rows]) => ({ folder, rows: Int32Array.from(rows) }));
}
