import { lengthOf, makeBatch } from "../data/batch.ts";
import { any } from "../data/data-type.ts";
import { valueSchema } from "../data/schema.ts";
import { rowReader } from "../expression/row-reader.ts";
import type { Operator, OperatorContext } from "./operator.ts";

/** What a process function is given beside each row. */
export interface ProcessContext<Out> {
  /** Event time of the row, ms since the epoch; undefined where the dataset has none. */
  readonly time: number | undefined;
  /** The current watermark; −∞ before the first. */
  readonly watermark: number;
  /** Gives a row, with the event time of the one at hand. */
  emit(row: Out): void;
  /** Gives a row to a side output that the step declares. */
  sideOutput(name: string, row: unknown): void;
}

export type ProcessFunction<In, Out> = (row: In, context: ProcessContext<Out>) => void;

/** Calls a function with each row, which gives any number of rows, to the main output and to side outputs. */
export function process<In, Out>(call: ProcessFunction<In, Out>, sides: readonly string[]): Operator {
  return {
    name: "process",
    sides,
    selection: "accepts",
    open: (context) => {
      const gathering = gatherer(context, sides);
      return {
        batch: (batch) => {
          const read = rowReader(batch);
          for (let k = 0; k < lengthOf(batch); k++) {
            const row = batch.selection === undefined ? k : batch.selection[k]!;
            gathering.at(batch.times?.[row]);
            try {
              call(read(row) as In, gathering.context as ProcessContext<Out>);
              gathering.keep();
            } catch (error) {
              gathering.forget();
              context.fail({ doing: "process a row", error, batch, row });
            }
          }
          gathering.send();
        },
      };
    },
  };
}

const schema = valueSchema(any);

interface Gathered {
  readonly rows: unknown[];
  readonly times: number[];
  /** Rows of calls that have ended well. */
  kept: number;
}

/** Gathers what a function gives until the batch is done; what a call gave before it threw does not count. */
function gatherer(context: OperatorContext, sides: readonly string[]) {
  const outputs = new Map<string | undefined, Gathered>(
    [undefined, ...sides].map((side) => [side, { rows: [], times: [], kept: 0 }]),
  );
  let time: number | undefined;
  const add = (side: string | undefined, row: unknown): void => {
    const output = outputs.get(side);
    if (output === undefined) throw undeclared(context.step, side, sides);
    output.rows.push(row);
    if (time !== undefined) output.times.push(time);
  };
  return {
    context: {
      get time() {
        return time;
      },
      get watermark() {
        return context.watermark;
      },
      emit: (row: unknown) => add(undefined, row),
      sideOutput: (name: string, row: unknown) => add(name, row),
    },
    at: (timeMs: number | undefined) => {
      time = timeMs;
    },
    keep: () => {
      for (const output of outputs.values()) output.kept = output.rows.length;
    },
    forget: () => {
      for (const output of outputs.values()) cut(output, output.kept);
    },
    send: () => {
      for (const [side, output] of outputs) {
        if (output.rows.length > 0) context.emit(batchOf(output), side);
        cut(output, 0);
        output.kept = 0;
      }
    },
  };
}

function batchOf({ rows, times }: Gathered): ReturnType<typeof makeBatch> {
  const timed = times.length === rows.length ? Float64Array.from(times) : undefined;
  const column = { type: any, layout: "values", values: [...rows], validity: undefined } as const;
  return makeBatch(schema, rows.length, [column], { times: timed });
}

function cut(output: Gathered, length: number): void {
  output.rows.length = length;
  output.times.length = Math.min(length, output.times.length);
}

function undeclared(step: string, side: string | undefined, sides: readonly string[]): TypeError {
  return new TypeError(
    `Cannot give a row to side output ${JSON.stringify(side)} in ${step} as it is not declared: got ${JSON.stringify(sides)}; ` +
      `say process(call, { sideOutputs: [${JSON.stringify(side)}] })`,
  );
}
