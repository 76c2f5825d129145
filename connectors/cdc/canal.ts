import { type KnownOptions, shown } from "../../core/io/mod.ts";
import type { Transform } from "../../core/mod.ts";
import {
  changedIn,
  type EnvelopeKind,
  type EnvelopeOptions,
  type Properties,
  placeOf,
  type RowChange,
  readEnvelopes,
  rowIn,
  type WriteOptions,
  writeEnvelopes,
} from "./envelope.ts";

export interface CanalOptions<Row, In = unknown> extends EnvelopeOptions<Row, In> {
  /**
   * What the texts of values become. `"typed"` (the default): by `mysqlType` of the message integers (past 2^53 bigints) and floating-point numbers become
   * numbers, all else stays text, decimals too. `"text"`: all stay text.
   */
  readonly values?: "typed" | "text";
}

/** A flat message of Canal that says what becomes of a row. */
export interface CanalEnvelope<Row> {
  readonly type: "INSERT" | "UPDATE" | "DELETE";
  readonly data: readonly Row[];
  /** Of an update, what had other values before. */
  readonly old: readonly Partial<Row>[] | null;
  readonly isDdl: false;
  readonly database?: string;
  readonly table?: string;
}

/**
 * Flat messages of Canal as a changelog: each may hold several rows in `data`, of updates with what was otherwise before in `old`.
 * Statements that change tables, and queries, are passed over.
 *
 * @example
 * ```ts
 * import { from, sum } from "millrace";
 * import { canal } from "millrace/connectors/cdc";
 * const mysqlType = { id: "bigint", city: "varchar(20)", people: "int" };
 * const told = [
 *   { type: "INSERT", mysqlType, data: [{ id: "1", city: "Kent", people: "4" }, { id: "2", city: "Bend", people: "6" }], old: null },
 *   { type: "UPDATE", mysqlType, data: [{ id: "1", city: "Kent", people: "5" }], old: [{ people: "4" }] },
 * ];
 * const cities = from(told).apply(canal<{ id: number; city: string; people: number }>());
 * console.log(await cities.keyBy("city").aggregate({ people: sum((row) => row.people) }).collect());
 * // [{ city: "Kent", people: 5 }, { city: "Bend", people: 6 }] in some order
 * ```
 *
 * @see https://github.com/alibaba/canal/wiki (flatMessage of its MQ modes)
 */
export function canal<Row>(options: CanalOptions<Row, never> = {}): Transform<unknown, Row> {
  const { values = "typed", ...rest } = options;
  if (values !== "typed" && values !== "text") {
    throw new RangeError(
      `Cannot set values in canal as it must be "typed" or "text": got ${shown(values)}; leave it out for "typed"`,
    );
  }
  return readEnvelopes(kindOf(values, rest.by !== undefined), rest, { values: true } as KnownOptions<object>);
}

/** The inverse of `canal`: a message for each change, whose values are as they are in rows. */
export function toCanal<Row extends object>(options: WriteOptions = {}): Transform<Row, CanalEnvelope<Row>> {
  const place = placeOf(options);
  return writeEnvelopes("toCanal", options, ({ before, after }) => ({
    ...place,
    type: before === null ? "INSERT" : after === null ? "DELETE" : "UPDATE",
    data: [after ?? before],
    old: before === null || after === null ? null : [changedIn(before, after)],
    isDdl: false,
  })) as unknown as Transform<Row, CanalEnvelope<Row>>;
}

function kindOf(values: "typed" | "text", isKeyed: boolean): EnvelopeKind {
  return {
    name: "canal",
    place: placeOf,
    changes: (envelope) =>
      changesOf(envelope, values === "typed" ? rowIn("canal", envelope, "mysqlType") : null, isKeyed),
  };
}

/** What is no change of rows. */
const rowless: ReadonlySet<unknown> = new Set(["CREATE", "ALTER", "ERASE", "QUERY", "RENAME", "CINDEX", "DINDEX"]);

function changesOf(envelope: Properties, types: Properties | null, isKeyed: boolean): readonly RowChange[] {
  const { type } = envelope;
  if (type === "TRUNCATE") throw emptied();
  if (envelope.isDdl === true || rowless.has(type)) return [];
  if (type !== "INSERT" && type !== "UPDATE" && type !== "DELETE") {
    throw new TypeError(
      `Cannot read an envelope of canal as type must be INSERT, UPDATE or DELETE: got ${shown(type)}; say where the envelope is by envelope: (record) => …, or mend what writes it`,
    );
  }
  const rows = rowsIn(envelope, "data", types);
  if (type === "INSERT") return rows.map((row) => ({ change: "insert", row }));
  if (type === "DELETE") return rows.map((row) => ({ change: "delete", row }));
  // Canal tells no old where none of the columns that it is set to tell has changed, and so no key has.
  const olds = (envelope.old ?? null) === null ? [] : rowsIn(envelope, "old", types);
  if (olds.length === 0 && isKeyed) return rows.map((row) => ({ change: "updateAfter", row }));
  if (olds.length !== rows.length) {
    throw new TypeError(
      `Cannot read an envelope of canal as an UPDATE must have old for each row of data: got ${olds.length} for ${rows.length}; ` +
        (olds.length === 0 ? 'say what rows are known by, as in by: "id"' : "mend what writes it"),
    );
  }
  return rows.flatMap((row, at): RowChange[] => [
    { change: "updateBefore", row: { ...row, ...olds[at] } },
    { change: "updateAfter", row },
  ]);
}

function emptied(): TypeError {
  return new TypeError(
    'Cannot read an envelope of canal as rows that go must be said: got TRUNCATE, its table was emptied; skip it by onError: "skip"',
  );
}

function rowsIn(envelope: Properties, name: string, types: Properties | null): readonly Properties[] {
  const rows = envelope[name];
  const fits = (row: unknown): row is Properties => typeof row === "object" && row !== null && !Array.isArray(row);
  if (Array.isArray(rows) && rows.every(fits)) return types === null ? rows : rows.map((row) => typedRow(row, types));
  const got = Array.isArray(rows) ? `a list with ${shown(rows.find((row) => !fits(row)))}` : shown(rows);
  throw new TypeError(
    `Cannot read an envelope of canal as its ${name} must be a list of rows: got ${got}; mend what writes it`,
  );
}

function typedRow(row: Properties, types: Properties): Properties {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typedValue(name, value, types[name])]));
}

const integers = /^(?:tinyint|smallint|mediumint|int|integer|bigint|year)\b/i;
const floats = /^(?:float|double|real)\b/i;

function typedValue(name: string, value: unknown, type: unknown): unknown {
  if (typeof value !== "string" || typeof type !== "string") return value;
  if (integers.test(type)) {
    if (!/^-?\d+$/.test(value)) throw misfit(name, value, type);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : BigInt(value);
  }
  if (!floats.test(type)) return value;
  const number = Number(value);
  if (value.trim() === "" || Number.isNaN(number)) throw misfit(name, value, type);
  return number;
}

function misfit(name: string, value: string, type: string): TypeError {
  return new TypeError(
    `Cannot read an envelope of canal as column ${JSON.stringify(name)} must be of ${type}: got ${JSON.stringify(value)}; mend what writes it, or say values: "text"`,
  );
}
