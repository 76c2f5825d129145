import { type Matrix, zeros } from "../matrix/matrix.ts";
import { widthOf } from "./answers.ts";
import { mustFit } from "./checks.ts";
import type { Answer, OnlineLearner, OnlineRows, OnlineTask } from "./online-learner.ts";

type AnyLearner = OnlineLearner<unknown>;

/**
 * Learners one after another as one: each learns from a row, and then gives the next a vector of it, made by what it knows with that
 * row. All but the last add one column of vectors. What is known is what each of them knows.
 */
export function chainedLearners(learners: readonly AnyLearner[]): OnlineLearner<readonly unknown[]> {
  const last = learners.at(-1)!;
  const names = learners.map((learner) => learner.adds(1).map(({ name }) => name));
  // A column that a later one puts another in the place of is not there in the end.
  const stays = names.map(
    (own, at) =>
      at === learners.length - 1 ||
      !names
        .slice(at + 1)
        .flat()
        .includes(own[0]!),
  );
  const addsOf = (columns: number): ReturnType<AnyLearner["adds"]> => {
    const sizes = sizesOf(learners, columns);
    return learners.flatMap((learner, at) => (stays[at] ? learner.adds(sizes[at]!) : []));
  };
  return {
    name: "pipeline",
    labels: last.labels,
    classes: last.classes,
    ...(learners.every(({ missing }) => missing === "taken") ? { missing: "taken" } : {}),
    adds: addsOf,
    sizeOf: (learned) => learners[0]!.sizeOf(learned[0]),
    answerOf: (learned) => {
      const sizes = sizesOf(learners, learners[0]!.sizeOf(learned[0]));
      return chainedAnswer(
        learners.map((learner, at) => learner.answerOf(learned[at])),
        sizes,
        stays,
      );
    },
    open: (columns, { saved, initial }) => {
      if (initial !== undefined) mustFit("pipeline", columns, learners[0]!.sizeOf(initial[0]));
      const sizes = sizesOf(learners, columns);
      const tasks = learners.map((learner, at) =>
        learner.open(sizes[at]!, {
          saved: (saved as readonly unknown[] | undefined)?.[at],
          ...(initial === undefined ? {} : { initial: initial[at] }),
        }),
      );
      return chainedTasks(tasks, sizes, stays);
    },
  };
}

function chainedTasks(
  tasks: readonly OnlineTask<unknown>[],
  sizes: readonly number[],
  stays: readonly boolean[],
): OnlineTask<readonly unknown[]> {
  const given = rooms(sizes);
  return {
    learn: (rows, from, to) => {
      let now = rows;
      for (const [at, task] of tasks.entries()) {
        if (at === tasks.length - 1) return task.learn(now, from, to);
        const features = given(at, rows.features.rows);
        for (let row = from; row < to; row++) {
          task.learn(now, row, row + 1);
          task.answer(now, row, features.data, row * features.columns);
        }
        now = { ...rows, features, sparse: undefined };
      }
    },
    endBatch: () => {
      for (const task of tasks) task.endBatch();
    },
    learned: () => tasks.map((task) => task.learned()),
    save: () => tasks.map((task) => task.save()),
    answer: chainedAnswer(
      tasks.map(({ answer }) => answer),
      sizes,
      stays,
    ),
  };
}

/** The vectors that all but the last give, those that stay, and what the last answers, one after another. */
function chainedAnswer(answers: readonly Answer[], sizes: readonly number[], stays: readonly boolean[]): Answer {
  const given = sizes.slice(1).map((size) => ({ features: zeros(1, size) }));
  return (rows, row, out, at) => {
    let [now, which, to]: [OnlineRows, number, number] = [rows, row, at];
    for (const [part, answer] of answers.entries()) {
      const next = given[part];
      if (next === undefined) return answer(now, which, out, to);
      const { data, columns } = next.features;
      answer(now, which, data, 0);
      if (stays[part]) {
        out.set(data, to);
        to += columns;
      }
      [now, which] = [next, 0];
    }
  };
}

/** How many features each of them has. */
function sizesOf(learners: readonly AnyLearner[], columns: number): readonly number[] {
  const sizes = [columns];
  for (const learner of learners.slice(0, -1)) sizes.push(widthOf(learner.adds(sizes.at(-1)!)));
  return sizes;
}

/** Room for what each gives, for as many rows as a batch has had. */
function rooms(sizes: readonly number[]): (at: number, rows: number) => Matrix {
  const made: (Matrix | undefined)[] = [];
  return (at, rows) => {
    const held = made[at];
    if (held !== undefined && held.rows >= rows) return held;
    made[at] = zeros(rows, sizes[at + 1]!);
    return made[at]!;
  };
}
