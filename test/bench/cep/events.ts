import { makeBatch } from "../../../core/data/batch.ts";
import type { Column } from "../../../core/data/column.ts";
import { float64, int32 } from "../../../core/data/data-type.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import type { Source } from "../../../core/io/source.ts";
import { below, draw } from "../nexmark/draw.ts";

/** An event of the stream that patterns are looked for in: type 0 is `a`, 4 is `e`. */
export interface CepEvent {
  readonly n: number;
  readonly key: number;
  readonly type: number;
  readonly value: number;
}

export const a = 0;
export const b = 1;
export const c = 2;

const start = Date.UTC(2024, 0, 1);

/** When an event happens: ten of them a millisecond. */
export function timeOf(n: number): number {
  return start + Math.floor(n / 10);
}

const schema = rowSchema([
  { name: "n", type: float64 },
  { name: "key", type: float64 },
  { name: "type", type: int32 },
  { name: "value", type: int32 },
]);

export interface CepEventsOptions {
  readonly keys?: number;
  readonly batchRows?: number;
  /** Called before each batch, and at the end. */
  readonly onRead?: () => void;
}

/** So many events of the stream, bounded, with their times. */
export function cepEvents(
  events: number,
  { keys = 10_000, batchRows = 8192, onRead = () => undefined }: CepEventsOptions = {},
): Source<CepEvent> {
  return {
    name: `cepEvents(${events})`,
    boundedness: "bounded",
    describe: async () => ({ schema, rows: events }),
    splits: async () => [{ id: "0", rows: events }],
    open: async (_split, position) => {
      let next = typeof position === "number" ? position : 0;
      return {
        read() {
          onRead();
          if (next >= events) return undefined;
          const count = Math.min(batchRows, events - next);
          const batch = batchOf(next, count, keys);
          next += count;
          return batch;
        },
        position: () => next,
        close: async () => {},
      };
    },
  };
}

function batchOf(first: number, count: number, keys: number): ReturnType<typeof makeBatch> {
  const n = new Float64Array(count);
  const key = new Float64Array(count);
  const type = new Int32Array(count);
  const value = new Int32Array(count);
  const times = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const event = first + row;
    n[row] = event;
    key[row] = below(draw(event, 0), keys);
    type[row] = below(draw(event, 1), 5);
    value[row] = below(draw(event, 2), 1000);
    times[row] = timeOf(event);
  }
  const column = (layout: "float64" | "int32", values: Float64Array | Int32Array): Column =>
    ({ type: layout === "float64" ? float64 : int32, layout, values, validity: undefined }) as Column;
  const columns = [column("float64", n), column("float64", key), column("int32", type), column("int32", value)];
  return makeBatch(schema, count, columns, { times });
}
