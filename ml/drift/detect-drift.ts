import {
  type Column,
  checkOptions,
  type Dataset,
  inputOf,
  type KnownOptions,
  type Operator,
  type OperatorContext,
  type OperatorTask,
  operatorState,
  pipeInputs,
  type StepOptions,
} from "../../core/mod.ts";
import { valueColumn } from "../stages/columns.ts";
import { mappingTask } from "../stages/mapping.ts";
import type { Columns, NumberValue, With } from "../stages/row-types.ts";
import { mustBeRows } from "../stages/transformer.ts";
import type { DriftDetector, DriftSignal } from "./detector.ts";

/** Where drift is looked for. */
export interface DetectDriftOptions<Signal extends string> extends StepOptions {
  /** The column that tells what the detector said of a row. Default `"drift"`. */
  readonly signal?: Signal;
}

const known: KnownOptions<DetectDriftOptions<string>> = { signal: true, name: true, onError: true };

/** What the detector remembers; taken when a snapshot is. */
const kept = operatorState<{ readonly saved: unknown } | null>(
  "detector",
  () => null,
  (one, other) => one ?? other,
);

/**
 * Adds to each row what a detector says of a stream of numbers with it, `"none"`, `"warning"` or `"drift"`:
 * `dataset.apply(detectDrift("load", adwin()))`. Rows go through one subtask, in order; after a failure it goes on as it would have. A row
 * without a number is one that cannot be processed.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { detectDrift, pageHinkley } from "millrace/ml";
 * const loads = from(Array.from({ length: 200 }, (_, at) => ({ at, load: at < 100 ? 1 : 5 })));
 * const rows = await loads.apply(detectDrift("load", pageHinkley())).collect();
 * console.log(rows.find((row) => row.drift === "drift")!.at); // 113
 * ```
 */
export function detectDrift<const Column extends string, const Signal extends string = "drift">(
  column: Column,
  detector: DriftDetector,
  options: DetectDriftOptions<Signal> = {},
): <Row extends Columns<Column, NumberValue>>(
  dataset: Dataset<Row>,
) => Dataset<With<Row, { [Name in Signal]: DriftSignal }>> {
  if (typeof column !== "string" || typeof detector?.open !== "function") throw noDetector(column, detector);
  checkOptions(options as DetectDriftOptions<string>, known, "detectDrift");
  const { signal = "drift", ...step } = options as DetectDriftOptions<string>;
  const operator = driftOperator(column, detector, signal);
  return (dataset) => {
    mustBeRows(dataset, "detect drift");
    return pipeInputs(operator, [inputOf(dataset, { to: "one subtask" })], step);
  };
}

/** The operator of `detectDrift`. */
export function driftOperator(column: string, detector: DriftDetector, signal: string): Operator {
  return {
    name: `detect drift of ${column}`,
    state: [kept],
    named: [column],
    reads: (wanted) => [wanted === "all" ? "all" : new Set([column, ...[...wanted].filter((name) => name !== signal)])],
    details: { detector: detector.name },
    refusesChanges: {
      as: "a detector cannot forget a value that it was given",
      remedy: "look at the rows before they are combined",
    },
    open: (context) => taskOf(context, column, detector, signal),
  };
}

function taskOf(context: OperatorContext, column: string, detector: DriftDetector, signal: string): OperatorTask {
  const state = context.state(kept);
  const task = detector.open(state.value?.saved);
  state.value = {
    get saved() {
      return task.save();
    },
  };
  const mapped = mappingTask(
    {
      reads: [column],
      adds: [signal],
      absent: "own",
      open: () => (batch) => {
        const numbers = batch.numbers(column);
        const signals: DriftSignal[] = [];
        for (let row = 0; row < batch.rowCount; row++) {
          if (Number.isFinite(numbers[row]!)) {
            const said = task.add(numbers[row]!);
            if (said === "drift") context.count("numDriftsDetected");
            signals.push(said);
          } else {
            batch.fail(row, notFinite(context.step, column, numbers[row]!));
            signals.push("none");
          }
        }
        return [valueColumn(signals, { kind: "string" })] satisfies Column[];
      },
    },
    context,
  );
  return { batch: mapped };
}

function notFinite(step: string, column: string, value: number): RangeError {
  return new RangeError(
    `Cannot look for drift in ${step} as column ${JSON.stringify(column)} must be a finite number: got ${value}; ` +
      "filter such rows out before it",
  );
}

function noDetector(column: unknown, detector: unknown): TypeError {
  return new TypeError(
    `Cannot detect drift as it takes the name of a column and a detector: got ${JSON.stringify(column) ?? typeof column} and ${typeof detector}; ` +
      'use for instance detectDrift("load", adwin())',
  );
}
