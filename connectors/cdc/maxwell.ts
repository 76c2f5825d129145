import { shown } from "../../core/io/mod.ts";
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

/** A message of Maxwell that says what becomes of a row. */
export interface MaxwellEnvelope<Row> {
  readonly type: "insert" | "update" | "delete";
  readonly data: Row;
  /** Of an update, what had other values before. */
  readonly old?: Partial<Row>;
  readonly database?: string;
  readonly table?: string;
}

/**
 * Messages of Maxwell's daemon as a changelog: `data`, of updates with what was otherwise before in `old`. Rows of a bootstrap
 * are new rows; its begin and end, and what changes tables instead of rows, are passed over.
 *
 * @example
 * ```ts
 * import { count, from } from "millrace";
 * import { maxwell } from "millrace/connectors/cdc";
 * const told = [
 *   { type: "insert", database: "shop", table: "people", data: { id: 1, city: "Kent" } },
 *   { type: "update", database: "shop", table: "people", data: { id: 1, city: "Bend" }, old: { city: "Kent" } },
 *   { type: "insert", database: "shop", table: "orders", data: { id: 7, euros: 3 } },
 * ];
 * const people = from(told).apply(maxwell<{ id: number; city: string }>({ table: "people" }));
 * console.log(await people.keyBy("city").aggregate({ people: count() }).collect()); // [{ city: "Bend", people: 1 }]
 * ```
 *
 * @see https://maxwells-daemon.io/dataformat/
 */
export function maxwell<Row>(options: EnvelopeOptions<Row, never> = {}): Transform<unknown, Row> {
  return readEnvelopes(kind, options);
}

/** The inverse of `maxwell`: a message for each change. */
export function toMaxwell<Row extends object>(options: WriteOptions = {}): Transform<Row, MaxwellEnvelope<Row>> {
  const place = placeOf(options);
  return writeEnvelopes("toMaxwell", options, ({ before, after }) => ({
    ...place,
    type: before === null ? "insert" : after === null ? "delete" : "update",
    data: after ?? before,
    ...(before === null || after === null ? {} : { old: changedIn(before, after) }),
  })) as unknown as Transform<Row, MaxwellEnvelope<Row>>;
}

const kind: EnvelopeKind = {
  name: "maxwell",
  place: placeOf,
  changes: (envelope) => changesOf(envelope),
};

/** Types of messages that hold no row. */
const rowless = /^(?:bootstrap-(?:start|complete)|(?:table|database)-(?:create|alter|drop)|heartbeat)$/;

function changesOf(envelope: Properties): readonly RowChange[] {
  const { type } = envelope;
  switch (type) {
    case "insert":
    case "bootstrap-insert":
      return [{ change: "insert", row: dataOf(envelope) }];
    case "update": {
      const data = dataOf(envelope);
      return [
        { change: "updateBefore", row: { ...data, ...rowIn("maxwell", envelope, "old") } },
        { change: "updateAfter", row: data },
      ];
    }
    case "delete":
      return [{ change: "delete", row: dataOf(envelope) }];
    default:
      if (typeof type === "string" && rowless.test(type)) return [];
      throw new TypeError(
        `Cannot read an envelope of maxwell as type must be insert, update, delete or bootstrap-insert: got ${shown(type)}; say where the envelope is by envelope: (record) => …, or mend what writes it`,
      );
  }
}

function dataOf(envelope: Properties): Properties {
  const data = rowIn("maxwell", envelope, "data");
  if (data !== null) return data;
  throw new TypeError(
    `Cannot read an envelope of maxwell as with type "${String(envelope.type)}" it must have data: got none; mend what writes it`,
  );
}
