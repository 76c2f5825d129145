import { shown } from "../../core/io/mod.ts";
import type { Transform } from "../../core/mod.ts";
import {
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
 * PostgreSQL without rows (`op` `m`) are passed over. Values stay as the connector of Debezium gives them: what a date or a decimal is
 * is set there (`time.precision.mode`, `decimal.handling.mode`).
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
export function debezium<Row>(options: EnvelopeOptions<Row, never> = {}): Transform<unknown, Row> {
  return readEnvelopes(options.by === undefined ? whole : byKey, options);
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

const whole = kindOf("whole row");
const byKey = kindOf("key");

function kindOf(before: "whole row" | "key"): EnvelopeKind {
  return {
    name: "debezium",
    place: (envelope) => {
      const source = payloadOf(envelope)?.source as Properties | null | undefined;
      return placeOf({ database: source?.db, table: source?.table ?? source?.collection });
    },
    changes: (envelope) => {
      const payload = payloadOf(envelope);
      return payload === null ? [] : changesOf(payload, before);
    },
  };
}

/** What stands in an envelope beside its schema, where that has one; null for a tombstone. */
function payloadOf(envelope: Properties): Properties | null {
  if (!("payload" in envelope) || "op" in envelope) return envelope;
  return rowIn("debezium", envelope, "payload");
}

function changesOf(payload: Properties, wanted: "whole row" | "key"): readonly RowChange[] {
  const [before, after] = [rowIn("debezium", payload, "before"), rowIn("debezium", payload, "after")];
  switch (payload.op) {
    case "c":
    case "r":
      return [{ change: "insert", row: there(after, "after", payload.op) }];
    case "u":
      return [
        { change: "updateBefore", row: wanted === "key" ? before : there(before, "before", "u") },
        { change: "updateAfter", row: there(after, "after", "u") },
      ];
    case "d":
      return [{ change: "delete", row: there(before, "before", "d") }];
    case "m":
      return [];
    case "t":
      throw new TypeError(
        `Cannot read an envelope of debezium as its table was emptied (op "t"), and which rows it had is not said: skip it by onError: "skip", or by skipped.operations in Debezium`,
      );
    default:
      throw new TypeError(
        `Cannot read an envelope of debezium as op must be c, r, u or d: got ${shown(payload.op)}; say where the envelope is by envelope: (record) => …, or mend what writes it`,
      );
  }
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
