import {
  type Batch,
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
import type { DriftDetector, DriftSignal, DriftTask } from "../drift/detector.ts";
import type { AddedColumn } from "../learner/predictions.ts";
import { valueColumn } from "../stages/columns.ts";
import { type MappingTask, mappingTask } from "../stages/mapping.ts";
import type { With } from "../stages/row-types.ts";
import { mustBeRows } from "../stages/transformer.ts";
import { answerColumns, columnsFor, put, widthOf } from "./answers.ts";
import { learningOf, type OnlineEstimator } from "./online-estimator.ts";
import type { OnlineLearner, OnlineRows, OnlineTask } from "./online-learner.ts";
import { RowFilter } from "./row-filter.ts";

/** How rows are answered and then learned from. */
export interface TestThenTrainOptions extends StepOptions {
  /** Looks at the errors of answers: 1 or 0 for classes, distances for numbers. Default: nobody does. */
  readonly drift?: DriftDetector;
  /**
   * What becomes of the learner where there is drift: `"reset"`, the default, begins anew; `"swap"` begins a second one at the first
   * warning, which learns beside it and takes its place; one whose warning passes is given up.
   */
  readonly onDrift?: "reset" | "swap";
}

const known: KnownOptions<TestThenTrainOptions> = {
  drift: true,
  onDrift: ["reset", "swap"],
  name: true,
  onError: true,
};

/** What is added where a detector looks. */
export interface DriftColumn {
  readonly drift: DriftSignal;
}

/**
 * Answers each row by what was learned of the rows before it, and then learns from it: `dataset.apply(testThenTrain(estimator))`. That is how
 * good a learner is on a stream (“prequential”): no row is answered by a model that has seen its label. Rows go through one
 * subtask, in order. With a `drift` detector each row has its signal in a column `drift`.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { ddm, onlineSgdClassifier, testThenTrain } from "millrace/ml";
 * const rows = from([-2, 2, -1, 1].map((x) => ({ features: [x], label: Number(x > 0) })));
 * const answered = await rows.apply(testThenTrain(onlineSgdClassifier(), { drift: ddm() })).collect();
 * console.log(answered.at(-1)!.prediction, answered.at(-1)!.drift); // 1 "none"
 * ```
 * @see Gama, Sebastião, Rodrigues, “On Evaluating Stream Learning Algorithms”, Machine Learning 90, 2013.
 */
export function testThenTrain<In, Out, Serves, Known>(
  estimator: OnlineEstimator<In, Out, Serves, Known>,
  options: TestThenTrainOptions & { readonly drift: DriftDetector },
): <Row extends In>(dataset: Dataset<Row>) => Dataset<With<With<Row, Out>, DriftColumn>>;
export function testThenTrain<In, Out, Serves, Known>(
  estimator: OnlineEstimator<In, Out, Serves, Known>,
  options?: TestThenTrainOptions,
): <Row extends In>(dataset: Dataset<Row>) => Dataset<With<Row, Out>>;
export function testThenTrain(
  estimator: unknown,
  options: TestThenTrainOptions = {},
  // biome-ignore lint/suspicious/noExplicitAny: what the signatures say
): any {
  const learning = learningOf(estimator);
  checkOptions(options, known, "testThenTrain");
  const { drift, onDrift = "reset", ...step } = options;
  const { every, learner, columns, before = (rows) => rows } = learning;
  if (typeof every !== "number") {
    throw new TypeError(
      `Cannot test and then train ${learner.name} as it learns with each row, or each so many: got windows in every; use for instance every: 32`,
    );
  }
  if (drift !== undefined && learner.labels === "none") {
    throw new TypeError(
      `Cannot look for drift in the errors of ${learner.name} as it learns without labels: got a detector; look at a column instead: detectDrift`,
    );
  }
  const operator = testing({ learner, columns, every, drift, onDrift });
  return (dataset: Dataset<unknown>) => {
    mustBeRows(dataset, `test and then train ${learner.name}`);
    return pipeInputs(operator, [inputOf(before(dataset), { to: "one subtask" })], step);
  };
}

/** What the operator is told. */
export interface Testing {
  readonly learner: OnlineLearner<unknown>;
  readonly columns: {
    readonly features: string;
    readonly label?: string | undefined;
    readonly weight?: string | undefined;
  };
  readonly every: number;
  readonly drift: DriftDetector | undefined;
  readonly onDrift: "reset" | "swap";
}

interface Progress {
  readonly size: number;
  readonly task: unknown;
  /** Of the one that learns beside it. */
  readonly second: unknown;
  readonly detector: unknown;
  /** Rows since the last batch ended. */
  readonly rows: number;
}

const kept = operatorState<{ readonly progress: Progress } | null>(
  "learner",
  () => null,
  (one, other) => one ?? other,
);

/** The operator of `testThenTrain`. */
export function testing(how: Testing): Operator {
  const { learner, columns, drift } = how;
  const reads = [columns.features, columns.label, columns.weight].filter((name) => name !== undefined);
  const added = [...learner.adds(1).map(({ name }) => name), ...(drift === undefined ? [] : ["drift"])];
  return {
    name: `test then train ${learner.name}`,
    state: [kept],
    named: reads,
    reads: (wanted) => [
      wanted === "all" ? "all" : new Set([...reads, ...[...wanted].filter((column) => !added.includes(column))]),
    ],
    details: drift === undefined ? {} : { drift: `${drift.name}: ${how.onDrift}` },
    refusesChanges: {
      as: "what was learned from a row cannot be unlearned",
      remedy: "learn from the rows before they are combined",
    },
    open: (context) => new TestThenTrain(how, context),
  };
}

class TestThenTrain implements OperatorTask {
  readonly #how: Testing;
  readonly #context: OperatorContext;
  readonly #filter: RowFilter;
  readonly #detector: DriftTask | undefined;
  #size = 0;
  #task: OnlineTask<unknown> | undefined;
  #second: OnlineTask<unknown> | undefined;
  #rows = 0;
  #adds: readonly AddedColumn[] = [];
  #own = new Float64Array(0);
  /** Where the prediction stands in what is answered. */
  #predictionAt = 0;
  #mapped: MappingTask | undefined;
  #atHand!: OnlineRows;

  constructor(how: Testing, context: OperatorContext) {
    this.#how = how;
    this.#context = context;
    this.#filter = new RowFilter(how.learner as OnlineLearner<never>, how.columns, context);
    const state = context.state(kept);
    const saved = state.value?.progress;
    this.#detector = how.drift?.open(saved?.detector);
    if (saved !== undefined && saved.size > 0) {
      this.#rows = saved.rows;
      this.#open(saved.size, saved.task);
      if (saved.second !== undefined) this.#second = how.learner.open(saved.size, { saved: saved.second });
    }
    const progress = (): Progress => this.#progress();
    // Asked when a snapshot is taken.
    state.value = {
      get progress() {
        return progress();
      },
    };
  }

  #progress(): Progress {
    return {
      size: this.#size,
      task: this.#task?.save(),
      second: this.#second?.save(),
      detector: this.#detector?.save(),
      rows: this.#rows,
    };
  }

  batch(batch: Batch): void {
    const { batch: good, rows } = this.#filter.usable(batch, this.#size === 0 ? undefined : this.#size);
    if (good.rowCount === 0) return;
    if (this.#task === undefined) this.#open(rows.features.columns, undefined);
    this.#atHand = rows;
    this.#mapped!(good);
  }

  #open(size: number, saved: unknown): void {
    const { learner, drift } = this.#how;
    this.#size = size;
    this.#task = learner.open(size, saved === undefined ? {} : { saved });
    this.#adds = learner.adds(size);
    this.#own = new Float64Array(widthOf(this.#adds));
    // Of a pipeline, the vectors that one stage gives the next come before it.
    const before = this.#adds.findIndex(({ vectorSize }) => vectorSize === undefined);
    this.#predictionAt = widthOf(this.#adds.slice(0, Math.max(0, before)));
    const adds = [...this.#adds.map(({ name }) => name), ...(drift === undefined ? [] : ["drift"])];
    const open = () => (): readonly Column[] => this.#answerAll();
    this.#mapped = mappingTask({ reads: [], adds, absent: "own", open }, this.#context);
  }

  /** Rows one by one: answered, and then learned from. */
  #answerAll(): Column[] {
    const { every, drift } = this.#how;
    const rows = this.#atHand;
    const count = rows.features.rows;
    const columns = columnsFor(this.#adds, count);
    const signals: DriftSignal[] = [];
    for (let row = 0; row < count; row++) {
      this.#task!.answer(rows, row, this.#own, 0);
      put(this.#own, columns, row);
      this.#task!.learn(rows, row, row + 1);
      this.#second?.learn(rows, row, row + 1);
      if (++this.#rows >= every) {
        this.#rows = 0;
        this.#task!.endBatch();
        this.#second?.endBatch();
      }
      if (this.#detector !== undefined) signals.push(this.#look(rows.labels![row]!, this.#own[this.#predictionAt]!));
    }
    const given = answerColumns(columns);
    return drift === undefined ? given : [...given, valueColumn(signals, { kind: "string" })];
  }

  /** Has the detector look at an answer, and does what it says. */
  #look(label: number, prediction: number): DriftSignal {
    const { learner, onDrift } = this.#how;
    const apart = Math.abs(label - prediction);
    const signal = this.#detector!.add(learner.labels === "classes" ? Number(apart !== 0) : apart);
    if (signal === "drift") {
      this.#task = this.#second ?? learner.open(this.#size, {});
      this.#second = undefined;
      this.#rows = 0;
      this.#context.count("numDriftsDetected");
    } else if (onDrift === "swap") {
      if (signal === "none") this.#second = undefined;
      else this.#second ??= learner.open(this.#size, {});
    }
    return signal;
  }
}
