import type { Batch } from "../../../core/data/batch.ts";
import type { Sink } from "../../../core/io/sink.ts";
import { mix } from "../nexmark/draw.ts";
import { apart, eventsPerKey, gapMs, together } from "./passing-keys.ts";

/** How many sessions, and Σ of their hashes mod 2^32, in any order. */
export interface SessionSums {
  readonly rows: number;
  readonly sum: number;
}

/** Looks at the key, both ends and the count of every session. */
export function sessionSums(): Sink<unknown> & { readonly sums: SessionSums } {
  let [rows, sum] = [0, 0];
  return {
    name: "sums of sessions",
    guarantee: "at-least-once",
    takes: "views",
    open: async () => ({
      write: (batch) => {
        rows += batch.selection?.length ?? batch.rowCount;
        sum = (sum + sumOf(batch)) | 0;
      },
      prepare: async () => undefined,
      close: async () => undefined,
    }),
    commit: async () => undefined,
    get sums() {
      return { rows, sum };
    },
  };
}

/** What the events of `passingKeys` imply: each key has one session, from its first event to its last and the gap. */
export function impliedSessions(events: number): SessionSums {
  const perGeneration = together * eventsPerKey;
  let [rows, sum] = [0, 0];
  for (let from = 0; from < events; from += perGeneration) {
    const end = Math.min(events, from + perGeneration);
    for (let first = from; first < Math.min(end, from + together); first++) {
      const count = Math.ceil((end - first) / together);
      const last = first + (count - 1) * together;
      sum = (sum + hashOf(rows++ * apart, first / 1000, last / 1000 + gapMs, count)) | 0;
    }
  }
  return { rows, sum };
}

export function compareSessions(given: SessionSums, implied: SessionSums): void {
  if (given.rows === implied.rows && given.sum === implied.sum) return;
  throw new RangeError(
    `Cannot measure sessions as they must be those that the events imply: ` +
      `got ${JSON.stringify(given)}, implied ${JSON.stringify(implied)}`,
  );
}

function sumOf({ columns, schema, selection, rowCount }: Batch): number {
  const [key, start, end, events] = ["key", "windowStart", "windowEnd", "events"].map((name) => {
    const column = columns[schema.fields.findIndex((field) => field.name === name)];
    if (column?.layout === "float64") return column.values;
    throw new TypeError(`Cannot add up column ${name} as it must hold numbers: got ${column?.layout}`);
  }) as [Float64Array, Float64Array, Float64Array, Float64Array];
  let sum = 0;
  const rows = selection?.length ?? rowCount;
  for (let k = 0; k < rows; k++) {
    const row = selection === undefined ? k : selection[k]!;
    sum = (sum + hashOf(key[row]!, start[row]!, end[row]!, events[row]!)) | 0;
  }
  return sum;
}

/** Times in µs, as they are thousandths that a double does not hold exactly. */
function hashOf(key: number, startMs: number, endMs: number, events: number): number {
  return mix(mix(mix(mix(key) + Math.round(startMs * 1000)) + Math.round(endMs * 1000)) + events);
}
