import { type Batch, type Column, float64, makeBatch, rowSchema, type Source } from "../../../core/io/mod.ts";
import { count, from, type Job, job, sum } from "../../../core/mod.ts";

export interface Reading {
  readonly key: number;
  readonly value: number;
}

const schema = rowSchema([
  { name: "key", type: float64 },
  { name: "value", type: float64 },
]);

/** So many readings in eight splits, made as they are read: 10,007 keys. */
function readings(rows: number): Source<Reading> {
  return {
    name: "readings",
    boundedness: "bounded",
    splits: async () => Array.from({ length: 8 }, (_, part) => ({ id: String(part) })),
    open: async ({ id }, _position, { batchRows }) => {
      const first = (Number(id) * rows) / 8;
      let at = first;
      return {
        read: () => {
          const count = Math.min(batchRows, first + rows / 8 - at);
          if (count <= 0) return undefined;
          at += count;
          return batchOf(at - count, count);
        },
        position: () => at,
        close: async () => undefined,
      };
    },
  };
}

function batchOf(first: number, count: number): Batch {
  const keys = new Float64Array(count);
  const values = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const hash = Math.imul(first + k, 0x9e3779b1) >>> 0;
    keys[k] = hash % 10_007;
    values[k] = hash & 1023;
  }
  const columns = [keys, values].map(
    (all): Column => ({ type: float64, layout: "float64", values: all, validity: undefined }),
  );
  return makeBatch(schema, count, columns);
}

/** About 100 ns of arithmetic. */
function work(value: number): number {
  let hash = value;
  for (let turn = 0; turn < 60; turn++) hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + turn;
  return hash & 255;
}

/** `rows` readings, each by its key to the thread that has it, and worked on there. */
export function keyedWork(rows: number): Job {
  return job("keyed work", () =>
    from(readings(rows))
      .keyBy("key")
      .process({ row: (reading) => [{ key: reading.key, worked: work(reading.value) }] })
      .keyBy("key")
      .aggregate({ rows: count(), total: sum((row) => row.worked) })
      .discard(),
  );
}

const made: Job = keyedWork(Number(new URL(import.meta.url).searchParams.get("rows") ?? 0));

export default made;
