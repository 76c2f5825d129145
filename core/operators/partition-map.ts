import { makeBatch } from "../data/batch.ts";
import { any } from "../data/data-type.ts";
import { valueSchema } from "../data/schema.ts";
import { rowReader } from "../expression/row-reader.ts";
import { type RowState, rowState } from "../state/row-state.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { rowsGiven } from "./rows-given.ts";

const kept = rowState("rows");
const schema = valueSchema(any);

/** Rows of an emitted batch. */
const batchRows = 8192;

/** What a function makes of all rows of a subtask together, at the end of its input. */
export function partitionMap(call: (rows: Iterable<never>) => Iterable<unknown>): Operator {
  return {
    name: "mapPartition",
    state: [kept],
    selection: "accepts",
    // Results have no event time: no watermark says anything of them but the last.
    watermarks: "own",
    open: (context) => {
      const state = context.state(kept);
      return {
        batch: (batch) => state.space(0).add(batch),
        end: () => {
          const given = (call as (rows: Iterable<unknown>) => unknown)(rowsOf(state));
          send(context, rowsGiven(given, "the function"));
          state.drop(0);
          context.emitWatermark(Number.POSITIVE_INFINITY);
        },
      };
    },
  };
}

/** The rows one by one, made as they are asked for, as often as they are. */
function rowsOf(state: RowState): Iterable<unknown> {
  return {
    *[Symbol.iterator]() {
      const batch = state.space(0).all()?.batch;
      if (batch === undefined) return;
      const read = rowReader(batch);
      for (let row = 0; row < batch.rowCount; row++) yield read(row);
    },
  };
}

function send(context: OperatorContext, results: Iterable<unknown>): void {
  let values: unknown[] = [];
  const flush = (): void => {
    if (values.length === 0) return;
    context.emit(makeBatch(schema, values.length, [{ type: any, layout: "values", values, validity: undefined }]));
    values = [];
  };
  for (const value of results) {
    if (values.push(value) === batchRows) flush();
  }
  flush();
}
