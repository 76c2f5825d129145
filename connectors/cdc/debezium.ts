import { type KnownOptions, shown } from "../../core/io/mod.ts";
import type { Transform } from "../../core/mod.ts";
import {
  type EnvelopeKind,
  type EnvelopeOptions,
  type Properties,
  placeOf,
  type RowChange,
  readEnvelopes,
  rowIn,
  untold,
  type WriteOptions,
  writeEnvelopes,
} from "./envelope.ts";

/** How envelopes of Debezium are read. */
export interface DebeziumOptions<Row, In = unknown> extends EnvelopeOptions<Row, In> {
  /** What stands for values that are not told, `unavailable.value.placeholder` of Debezium. Default `"__debezium_unavailable_value"`. */
  readonly unavailable?: string;
}

/** An envelope of Debezium that says what becomes of a row. */
export interface DebeziumEnvelope<Row> {
  readonly before: Row | null;
  readonly after: Row | null;
  readonly op: "c" | "u" | "d";
  /** Where it was said which table it is. */
  readonly source?: { readonly db?: string; readonly table?: string };
}

/**
 * Envelopes of Debezium as a changelog: `before`, `after` and `op`, as they are or within `payload`, objects or JSON text, by JSON
 * or Avro. Rows of a snapshot (`op` `r`) are new rows; tombstones, which say a second time that a row is gone, and messages of
 * PostgreSQL without rows (`op` `m`), heartbeats, and where a transaction begins and ends are passed over. Values stay as the connector of Debezium gives them: what a date or a decimal is
 * is set there (`time.precision.mode`, `decimal.handling.mode`).
 *
 * A value that PostgreSQL does not tell as the change left it alone (TOAST), in whose place Debezium puts its `unavailable`, is that
 * of the row before, by the envelope or by key; where neither knows it the envelope is an error that names the column.
 *
 * Give `by` where the envelopes of updates and deletes do not hold the whole row before, as of PostgreSQL without
 * `REPLICA IDENTITY FULL`: else such an envelope is an error. So is a table that was emptied (`op` `t`), as nobody has said which rows it had:
 * `skipped.operations` of Debezium leaves such out, and it does unless told otherwise.
 *
 * @example
 * ```ts
 * import { count, from } from "millrace";
 * import { debezium } from "millrace/connectors/cdc";
 * const told = [
 *   { before: null, after: { id: 1, city: "Kent" }, op: "c" },
 *   { before: { id: 1, city: "Kent" }, after: { id: 1, city: "Bend" }, op: "u" },
 * ];
 * const people = from(told).apply(debezium<{ id: number; city: string }>());
 * console.log(await people.keyBy("city").aggregate({ people: count() }).collect()); // [{ city: "Bend", people: 1 }]
 * ```
 *
 * @see https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-events
 */
export function debezium<Row>(options: DebeziumOptions<Row, never> = {}): Transform<unknown, Row> {
  const { unavailable = "__debezium_unavailable_value" } = options;
  if (typeof unavailable !== "string" || unavailable === "") {
    throw new TypeError(
      `Cannot set unavailable in debezium as it must be a text: got ${shown(unavailable)}; give unavailable.value.placeholder of Debezium`,
    );
  }
  const kind = kindOf(options.by === undefined ? "whole row" : "key", isUnavailable(unavailable));
  return readEnvelopes(kind, options, { unavailable: true } as KnownOptions<object>);
}

/** The inverse of `debezium`: an envelope for each change, of an update one with both rows. */
export function toDebezium<Row extends object>(options: WriteOptions = {}): Transform<Row, DebeziumEnvelope<Row>> {
  const { database, table } = placeOf(options);
  const source = {
    ...(database === undefined ? {} : { db: database }),
    ...(table === undefined ? {} : { table }),
  };
  const place = Object.keys(source).length === 0 ? {} : { source };
  return writeEnvelopes("toDebezium", options, ({ before, after }) => ({
    before: before as Row | null,
    after: after as Row | null,
    ...place,
    op: before === null ? "c" : after === null ? "d" : "u",
  })) as Transform<Row, DebeziumEnvelope<Row>>;
}

type Test = (value: unknown) => boolean;

/** Whether a value is the placeholder, as Debezium writes it: a text, bytes (or their Base64 or hex), a list or a map of it. */
function isUnavailable(text: string): Test {
  const bytes = new TextEncoder().encode(text);
  const base64 = btoa(String.fromCharCode(...bytes));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const texts = new Set<unknown>([text, base64, hex, JSON.stringify({ [text]: text })]);
  const isBytes = (list: ArrayLike<unknown>): boolean =>
    list.length === bytes.length && bytes.every((byte, at) => Number(list[at]) === byte);
  return (value) => {
    if (typeof value === "string") return texts.has(value);
    if (value instanceof Uint8Array) return isBytes(value);
    if (Array.isArray(value)) return (value.length === 1 && texts.has(value[0])) || isBytes(value);
    return typeof value === "object" && value !== null && (value as Properties)[text] === text;
  };
}

function kindOf(before: "whole row" | "key", isMissing: Test): EnvelopeKind {
  return {
    name: "debezium",
    place: (envelope) => {
      const source = payloadOf(envelope)?.source as Properties | null | undefined;
      return placeOf({ database: source?.db, table: source?.table ?? source?.collection });
    },
    changes: (envelope) => {
      const payload = payloadOf(envelope);
      return payload === null ? [] : changesOf(payload, before, isMissing);
    },
  };
}

/** What stands in an envelope beside its schema, where that has one; null for a tombstone. */
function payloadOf(envelope: Properties): Properties | null {
  if (!("payload" in envelope) || "op" in envelope) return envelope;
  return rowIn("debezium", envelope, "payload");
}

function changesOf(payload: Properties, wanted: "whole row" | "key", isMissing: Test): readonly RowChange[] {
  const [before, after] = [rowIn("debezium", payload, "before"), rowIn("debezium", payload, "after")];
  switch (payload.op) {
    case "c":
    case "r":
      return [{ change: "insert", ...known(there(after, "after", payload.op), null, wanted, isMissing) }];
    case "u":
      return [
        { change: "updateBefore", row: wanted === "key" ? before : there(before, "before", "u") },
        { change: "updateAfter", ...known(there(after, "after", "u"), before, wanted, isMissing) },
      ];
    case "d":
      return [{ change: "delete", row: there(before, "before", "d") }];
    case "m":
      return [];
    case "t":
      throw new TypeError(
        `Cannot read an envelope of debezium as rows that go must be said: got op "t", its table was emptied; skip it by onError: "skip", or by skipped.operations in Debezium`,
      );
    default:
      if (payload.op === undefined && isRowless(payload)) return [];
      if (payload.op === undefined && ("__op" in payload || "__deleted" in payload)) throw flattened();
      throw new TypeError(
        `Cannot read an envelope of debezium as op must be c, r, u or d: got ${shown(payload.op)}; say where the envelope is by envelope: (record) => …, or mend what writes it`,
      );
  }
}

/** A heartbeat, which has nothing but its time, or where a transaction begins and ends. */
function isRowless(payload: Properties): boolean {
  const names = Object.keys(payload).filter((name) => payload[name] !== null);
  if (payload.status === "BEGIN" || payload.status === "END") return "id" in payload;
  return names.length === 1 && names[0] === "ts_ms";
}

function flattened(): TypeError {
  return new TypeError(
    "Cannot read an envelope of debezium as it must have op, before and after: got a row alone, as ExtractNewRecordState makes of one; " +
      "leave that transformation out of Debezium, or read rows by fromChangelog with what __op and __deleted say",
  );
}

/** The row after, with what the one before knows of it, and the columns that only the row of its key knows. */
function known(
  after: Properties,
  before: Properties | null,
  wanted: "whole row" | "key",
  isMissing: Test,
): Omit<RowChange, "change"> {
  const missing = Object.keys(after).filter((name) => isMissing(after[name]));
  if (missing.length === 0) return { row: after };
  const told = missing.filter((name) => (before?.[name] ?? null) !== null && !isMissing(before![name]));
  const row = { ...after, ...Object.fromEntries(told.map((name) => [name, before![name]])) };
  const keptColumns = missing.filter((name) => !told.includes(name));
  if (keptColumns.length === 0) return { row };
  if (wanted === "key") return { row, keptColumns };
  throw untold("debezium", keptColumns[0]!, "", "say by what rows are known, by: …, or ");
}

function there(row: Properties | null, name: string, op: string): Properties {
  if (row !== null) return row;
  const remedy =
    name === "before"
      ? "say by what rows are known, by: …, or have the database tell it (REPLICA IDENTITY FULL in PostgreSQL)"
      : "mend what writes it";
  throw new TypeError(
    `Cannot read an envelope of debezium as with op "${op}" it must have ${name}: got null; ${remedy}`,
  );
}
