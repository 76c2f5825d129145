import { durationText } from "../time/duration.ts";
import { type AsyncCallsOptions, asyncCalls, type Ending, failedDoing } from "./async-calls.ts";
import type { AsyncContext } from "./async-context.ts";
import { type AsyncRow, AsyncRows, type AsyncRowsOptions, asyncRowsState } from "./async-rows.ts";
import type { Operator, OperatorContext, OperatorTask } from "./operator.ts";

export interface AsyncMapOptions extends Pick<AsyncRowsOptions, "order" | "capacity"> {
  readonly call: (row: never, context: AsyncContext) => unknown;
  readonly timeoutMs: number;
  readonly retries: AsyncCallsOptions<unknown, unknown>["retries"];
  /** What becomes of a row whose time is over. Default: it is a failed record. */
  readonly onTimeout?: ((row: never) => unknown) | undefined;
}

/** Each row as what a function answers, maybe later. What is in flight at a snapshot is asked for anew. */
export function asyncMap(options: AsyncMapOptions): Operator {
  const { order, capacity, timeoutMs } = options;
  return {
    name: "mapAsync",
    details: { order, capacity: String(capacity), timeout: durationText(timeoutMs) },
    state: asyncRowsState,
    selection: "accepts",
    watermarks: "own",
    open: (context) => asyncMapTask(options, context),
  };
}

function asyncMapTask(options: AsyncMapOptions, context: OperatorContext): OperatorTask {
  const call = options.call as (row: unknown, context: AsyncContext) => unknown;
  const calls = asyncCalls<AsyncRow, unknown>(
    {
      call: ({ row }, asked) => call(row, asked),
      timeoutMs: options.timeoutMs,
      retries: options.retries,
      settled: (row, ending) => settle(options, context.step, rows, row, ending),
    },
    context,
  );
  const rows: AsyncRows = new AsyncRows(context, {
    order: options.order,
    capacity: options.capacity,
    begin: (begun) => begun.forEach(calls.run),
  });
  rows.start();
  return {
    batch: (batch) => {
      rows.add(batch);
      rows.flow();
    },
    watermark: (timeMs) => {
      rows.watermark(timeMs);
      rows.flow();
    },
    resume: () => {
      calls.resume();
      rows.flow();
    },
    processingTime: () => {
      calls.processingTime();
      rows.flow();
    },
    waits: () => rows.waits(),
    holds: () => rows.holds(),
    close: calls.close,
  };
}

function settle(
  { onTimeout, timeoutMs }: AsyncMapOptions,
  step: string,
  rows: AsyncRows,
  row: AsyncRow,
  ending: Ending<unknown>,
): void {
  const { outcome, timedOut, attempts } = ending;
  const doing = failedDoing(ending, "apply the async function");
  if (!timedOut && outcome !== undefined) {
    if ("value" in outcome) return rows.done(row, [outcome.value]);
    return rows.fail(row, { doing, error: outcome.error });
  }
  if (onTimeout === undefined) {
    return rows.fail(row, { doing, error: lateAnswer(step, timeoutMs, attempts, outcome), explained: true });
  }
  try {
    rows.done(row, [(onTimeout as (row: unknown) => unknown)(row.row)]);
  } catch (error) {
    rows.fail(row, { doing: "apply onTimeout", error });
  }
}

/** The time for an answer, all retries included, is over. */
export function lateAnswer(
  step: string,
  timeoutMs: number,
  attempts: number,
  outcome: Ending<unknown>["outcome"],
  remedy = "raise timeout, or say with onTimeout what becomes of the row",
): Error {
  const last = outcome !== undefined && "error" in outcome ? outcome.error : undefined;
  const text =
    last === undefined
      ? ""
      : `, the last one before failed with ${last instanceof Error ? last.message : String(last)}`;
  return new Error(
    `Cannot wait longer in ${step} as the answer must come within ${durationText(timeoutMs)}: got none at attempt ${attempts}${text}; ${remedy}`,
    { cause: last },
  );
}
