import { AdaptiveWindow, type SavedWindow } from "../drift/adaptive-window.ts";
import { mustFit } from "./checks.ts";
import type { Bagged } from "./leveraging-bagging.ts";
import type { Answer, OnlineLearner, OnlineTask } from "./online-learner.ts";
import { Poisson } from "./poisson.ts";

/** How they learn. */
export interface Bagging {
  readonly models: number;
  readonly rate: number;
  readonly driftDelta: number;
  readonly seed: number;
}

interface Member {
  readonly task: OnlineTask<unknown>;
  /** 1 for each row that it has answered wrongly, 0 for others, as far back as their mean is the same. */
  readonly errors: AdaptiveWindow;
}

interface Saved {
  readonly members: readonly { readonly task: unknown; readonly errors: SavedWindow }[];
  readonly random: number;
}

/** Values of errors between two looks, and before the first. */
const look = { clock: 32, grace: 10 };

/** A learner of several models of one that answers a class and then a probability of each. */
export function baggedLearner(inner: OnlineLearner<unknown>, bagging: Bagging): OnlineLearner<Bagged<unknown>> {
  const classes = inner.classes!;
  const name = "leveragingBagging";
  return {
    name,
    labels: "classes",
    classes,
    ...(inner.missing === undefined ? {} : { missing: inner.missing }),
    ...(inner.sparse === undefined ? {} : { sparse: inner.sparse }),
    adds: inner.adds,
    sizeOf: ({ models }) => inner.sizeOf(models[0]),
    answerOf: ({ models }) =>
      byMean(
        models.map((model) => inner.answerOf(model)),
        classes,
      ),
    open: (columns, { saved, initial }) => {
      if (initial !== undefined) mustFit(name, columns, inner.sizeOf(initial.models[0]));
      return new Bag(inner, columns, bagging, saved as Saved | undefined, initial);
    },
  };
}

class Bag implements OnlineTask<Bagged<unknown>> {
  readonly answer: Answer;
  readonly #inner: OnlineLearner<unknown>;
  readonly #columns: number;
  readonly #driftDelta: number;
  readonly #random: Poisson;
  readonly #members: Member[];
  readonly #own: Float64Array;
  #weights = new Float64Array(0);

  constructor(
    inner: OnlineLearner<unknown>,
    columns: number,
    { models, rate, driftDelta, seed }: Bagging,
    saved: Saved | undefined,
    initial: Bagged<unknown> | undefined,
  ) {
    this.#inner = inner;
    this.#columns = columns;
    this.#driftDelta = driftDelta;
    this.#random = new Poisson(rate, saved?.random ?? seed);
    this.#own = new Float64Array(1 + inner.classes!.length);
    this.#members =
      saved?.members.map(({ task, errors }) => this.#member({ saved: task }, errors)) ??
      Array.from({ length: models }, (_, at) =>
        this.#member(initial === undefined ? {} : { initial: initial.models[at] }),
      );
    const answers = this.#members.map(
      (_, at): Answer =>
        (rows, row, out, to) => {
          this.#members[at]!.task.answer(rows, row, out, to);
        },
    );
    this.answer = byMean(answers, inner.classes!);
  }

  #member(from: Parameters<OnlineLearner<unknown>["open"]>[1], errors?: SavedWindow): Member {
    const window = new AdaptiveWindow({ ...look, delta: this.#driftDelta }, errors);
    return { task: this.#inner.open(this.#columns, from), errors: window };
  }

  learn(rows: Parameters<OnlineTask<unknown>["learn"]>[0], from: number, to: number): void {
    if (this.#weights.length < rows.features.rows) this.#weights = new Float64Array(rows.features.rows);
    const weighed = { ...rows, weights: this.#weights };
    for (let row = from; row < to; row++) {
      let isWorse = false;
      for (const { task, errors } of this.#members) {
        task.answer(rows, row, this.#own, 0);
        const before = errors.mean;
        const error = this.#own[0] === rows.labels![row] ? 0 : 1;
        if (errors.add(error) && errors.mean > before) isWorse = true;
        this.#weights[row] = this.#random.next() * (rows.weights?.[row] ?? 1);
        if (this.#weights[row]! > 0) task.learn(weighed, row, row + 1);
      }
      if (isWorse) this.#replaceWorst();
    }
  }

  #replaceWorst(): void {
    const rates = this.#members.map(({ errors }) => errors.mean);
    this.#members[rates.indexOf(Math.max(...rates))] = this.#member({});
  }

  endBatch(): void {
    for (const { task } of this.#members) task.endBatch();
  }

  learned(): Bagged<unknown> {
    return { classes: this.#inner.classes!, models: this.#members.map(({ task }) => task.learned()) };
  }

  save(): Saved {
    const members = this.#members.map(({ task, errors }) => ({ task: task.save(), errors: errors.save() }));
    return { members, random: this.#random.state };
  }
}

function byMean(answers: readonly Answer[], classes: Float64Array): Answer {
  const own = new Float64Array(1 + classes.length);
  return (rows, row, out, at) => {
    for (let k = 0; k <= classes.length; k++) out[at + k] = 0;
    for (const answer of answers) {
      answer(rows, row, own, 0);
      for (let k = 1; k <= classes.length; k++) out[at + k] = out[at + k]! + own[k]!;
    }
    meanOf(out, at, classes, answers.length);
  };
}

/** Makes of sums of probabilities, behind the place for the class, their mean, and the class that is likeliest, the first of several. */
export function meanOf(out: Float64Array, at: number, classes: Float64Array, models: number): void {
  let [best, sum] = [0, 0];
  for (let k = 0; k < classes.length; k++) {
    sum += out[at + 1 + k]!;
    out[at + 1 + k] = out[at + 1 + k]! / models;
    if (out[at + 1 + k]! > out[at + 1 + best]!) best = k;
  }
  out[at] = Number.isNaN(sum) ? Number.NaN : classes[best]!;
}
