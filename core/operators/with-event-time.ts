import { type Batch, lengthOf } from "../data/batch.ts";
import { type Column, isValid, valueAt } from "../data/column.ts";
import { evaluator, onlyColumn } from "../expression/evaluate.ts";
import { lambdaText } from "../expression/explain-chain.ts";
import { type Lambda, readLambda } from "../expression/read-lambda.ts";
import { operatorState } from "../state/keyed-state.ts";
import { largestTime } from "./kernels/largest-time.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { failureOf } from "./rows.ts";

/**
 * Gives each record its event time and sends watermarks that trail the newest time by a bound:
 * watermark = newest − outOfOrder − 1, after each batch.
 *
 * @see Akidau et al., "The Dataflow Model", VLDB 2015, §2.3 (heuristic watermarks).
 */
export function withEventTime(timeOf: Lambda, outOfOrderMs: number): Operator {
  return {
    name: "withEventTime",
    details: { time: "row lambda", outOfOrder: `${outOfOrderMs} ms` },
    state: [newest],
    selection: "accepts",
    changes: "keeps",
    watermarks: "own",
    keepsSchema: true,
    code: (schema) => `time: ${lambdaText(timeOf, schema)}`,
    reads: (wanted) => {
      const { reads } = readLambda(timeOf);
      return [wanted === "all" || reads === undefined ? "all" : new Set([...wanted, ...reads])];
    },
    open: (context) => {
      const evaluate = evaluator([{ lambda: timeOf, step: "withEventTime" }], failureOf(context));
      const state = context.state(newest);
      return {
        batch: (batch) => {
          const evaluated = evaluate(batch);
          if (evaluated === undefined) return;
          const [values] = evaluated.values as [Batch];
          const timed = timesOf(context, evaluated.batch, onlyColumn(values));
          if (lengthOf(timed.batch) === 0) return;
          state.value = Math.max(state.value, timed.newestMs);
          // Evaluated times lie in arrays that the next batch is written into.
          context.emit({ ...timed.batch, reused: timed.batch.reused || values.reused });
          context.emitWatermark(state.value - outOfOrderMs - 1);
        },
        watermark: (timeMs) => {
          if (timeMs === Number.POSITIVE_INFINITY) context.emitWatermark(timeMs);
        },
      };
    },
  };
}

const newest = operatorState<number>("newest event time", () => Number.NEGATIVE_INFINITY, Math.min);

const allRows = new Int32Array(0);

interface Timed {
  readonly batch: Batch;
  readonly newestMs: number;
}

function timesOf(context: OperatorContext, batch: Batch, column: Column): Timed {
  if (column.layout === "float64" && column.validity === undefined) {
    const newestMs = largestTime(column.values, batch.selection ?? allRows, lengthOf(batch));
    if (!Number.isNaN(newestMs)) return { batch: { ...batch, times: column.values }, newestMs };
  }
  const times = new Float64Array(batch.rowCount);
  const good: number[] = [];
  for (let k = 0; k < lengthOf(batch); k++) {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    const time = isValid(column.validity, row) ? Number(valueAt(column, row) ?? Number.NaN) : Number.NaN;
    times[row] = time;
    if (Number.isFinite(time)) good.push(row);
    else
      context.fail({ doing: "take the event time", error: badTime(valueAt(column, row)), explained: true, batch, row });
  }
  const selection = Int32Array.from(good);
  return {
    batch: { ...batch, times, selection: good.length === batch.rowCount ? undefined : selection },
    newestMs: largestTime(times, selection, good.length),
  };
}

function badTime(value: unknown): TypeError {
  return new TypeError(
    `Cannot take an event time in withEventTime as it must be a finite number of ms since the epoch or a Date: ` +
      `got ${value === null ? "null" : String(value)}; filter such rows out before, or give them a time`,
  );
}
