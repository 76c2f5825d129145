import { makeBatch } from "../data/batch.ts";
import { any } from "../data/data-type.ts";
import { valueSchema } from "../data/schema.ts";
import { rowReader } from "../expression/row-reader.ts";
import { OrderedRows } from "../state/ordered-rows.ts";
import { rowState } from "../state/row-state.ts";
import { spilledRows } from "../state/spilled-rows.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { rowsGiven } from "./rows-given.ts";

const kept = rowState("rows");
const spilled = spilledRows("spilled rows", "operator");
const schema = valueSchema(any);

/** Rows of an emitted batch. */
const batchRows = 8192;

/** What they are copied to on their way to disk counts, too. */
const spillingFactor = 2;

/**
 * What a function makes of all rows of a subtask together, at the end of its input. Rows that do not fit into memory are on
 * disk until then, and read again a batch at a time, each time that the function goes through them.
 */
export function partitionMap(call: (rows: Iterable<never>) => Iterable<unknown>): Operator {
  return {
    name: "mapPartition",
    state: [kept, spilled],
    selection: "accepts",
    // Results have no event time: no watermark says anything of them but the last.
    watermarks: "own",
    open: (context) => {
      const rows = new OrderedRows(context.state(kept), context.state(spilled), 0);
      return {
        batch: (batch) => {
          rows.add(batch);
          if (rows.sizeBytes * spillingFactor > context.memoryBytes) context.count("numRecordsSpilled", rows.spill());
        },
        end: () => {
          const given = (call as (rows: Iterable<unknown>) => unknown)(rowsOf(rows));
          send(context, rowsGiven(given, "the function"));
          rows.clear();
          context.emitWatermark(Number.POSITIVE_INFINITY);
        },
      };
    },
  };
}

/** The rows one by one, made as they are asked for, as often as they are. */
function rowsOf(rows: OrderedRows): Iterable<unknown> {
  return {
    *[Symbol.iterator]() {
      for (const batch of rows.batches()) {
        const read = rowReader(batch);
        for (let row = 0; row < batch.rowCount; row++) yield read(row);
      }
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
