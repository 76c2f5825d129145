import { classAnswers } from "../learner/class-answers.ts";
import { Classes } from "../learner/classes.ts";
import type { Training } from "../learner/learner.ts";
import { type Classifier, type ClassifierOptions, classifierParameters, supervised } from "../learner/supervised.ts";
import { stageKind } from "../stages/stage-kind.ts";
import type { KeptClasses } from "./learned.ts";
import { checkKept, type NeighbourOptions, neighbourParameters } from "./neighbour-options.ts";
import { classVotes, keepRows, NeighbourSearch } from "./neighbours.ts";

/** Options of `knnClassifier`. Rows have no weights. */
export interface KnnClassifierOptions<F extends string, L extends string, P extends string, Q extends string>
  extends Omit<ClassifierOptions<F, L, P, Q>, "weight">,
    NeighbourOptions {}

const { weight: _, ...columns } = classifierParameters;

const kind = stageKind({
  name: "knnClassifier",
  version: 1,
  parameters: { ...columns, ...neighbourParameters },
  learned: { features: "float64", labels: "float64", classes: "float64" },
  check: (learned, parameters) => {
    const known = new Set(learned.classes);
    return (
      checkKept(learned, parameters) ??
      (learned.labels.every((label) => known.has(label)) ? undefined : "its labels must be classes")
    );
  },
  make: (options: KnnClassifierOptions<string, string, string, string>) => knnClassifier(options),
});

/**
 * Classifies a row by its nearest rows of those that it has learned from, compared one by one: exact, of equally near ones the earlier.
 * A model holds all rows, so they must fit into memory.
 *
 * @throws RangeError where there are fewer rows than neighbours.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { knnClassifier } from "millrace/ml";
 * const rows = from([1, 2, 8, 9].map((x) => ({ features: [x], label: x > 5 ? 1 : 0 })));
 * const model = await knnClassifier({ k: 3 }).fit(rows);
 * const [first] = await model.transform(from([{ features: [7] }])).collect();
 * console.log(first!.prediction, first!.probability); // 1 [0.333…, 0.666…]
 * ```
 * @see Cover, Hart, “Nearest Neighbor Pattern Classification”, IEEE Trans. Inf. Theory 13, 1967.
 */
export function knnClassifier<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: KnnClassifierOptions<Features, Label, Prediction, Probability> = {},
): Classifier<Features, Label, Prediction, Probability, KeptClasses> {
  const parameters = kind.read(options);
  const { k, weights } = parameters;
  const learner = { name: kind.name, labels: "classes" as const, train: () => keepClasses(k) };
  return supervised(kind, parameters, learner, ({ features, labels, classes }) =>
    classAnswers(
      {
        classes,
        size: features.length / labels.length,
        open: () => {
          const search = new NeighbourSearch({ features, labels }, k);
          return (rows) => classVotes(search.of(rows), labels, classes, weights);
        },
        probabilities: (votes) => votes,
      },
      parameters,
    ),
  );
}

function* keepClasses(k: number): Training<KeptClasses> {
  const kept = yield* keepRows(kind.name, k);
  const classes = new Classes(kind.name);
  classes.add(kept.labels);
  return { ...kept, classes: classes.finish() };
}
