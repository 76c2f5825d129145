import { lengthOf, makeBatch } from "../data/batch.ts";
import { any } from "../data/data-type.ts";
import { valueSchema } from "../data/schema.ts";
import { rowReader } from "../expression/row-reader.ts";
import type { Operator } from "./operator.ts";

const schema = valueSchema(any);

/** In an iteration: each row as what a function makes of it and of the number of the round. */
export function roundMap(call: (row: never, round: number) => unknown): Operator {
  return {
    name: "round.map",
    selection: "accepts",
    open: (context) => ({
      batch: (batch) => {
        const read = rowReader(batch);
        const values: unknown[] = [];
        const times: number[] = [];
        for (let k = 0; k < lengthOf(batch); k++) {
          const row = batch.selection === undefined ? k : batch.selection[k]!;
          try {
            values.push((call as (row: unknown, round: number | undefined) => unknown)(read(row), context.round));
            if (batch.times !== undefined) times.push(batch.times[row]!);
          } catch (error) {
            context.fail({ doing: "apply the function of a round", error, batch, row });
          }
        }
        if (values.length === 0) return;
        const column = { type: any, layout: "values", values, validity: undefined } as const;
        context.emit(makeBatch(schema, values.length, [column], { times: batch.times && Float64Array.from(times) }));
      },
    }),
  };
}
