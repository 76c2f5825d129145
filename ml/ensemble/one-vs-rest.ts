import type { Column } from "../../core/mod.ts";
import { changedRows } from "../learner/changed-rows.ts";
import { Classes } from "../learner/classes.ts";
import { learn } from "../learner/learn.ts";
import type { Learner, Training } from "../learner/learner.ts";
import { earlierState, milestone, named, stateNamed, within } from "../learner/milestones.ts";
import { classifierParameters, type Trainable } from "../learner/supervised.ts";
import { numberColumn, vectorColumn } from "../stages/columns.ts";
import { defineFitting, definitionOf } from "../stages/definitions.ts";
import { checkFit, mustShareWork } from "../stages/estimator.ts";
import { fitInput } from "../stages/fit-input.ts";
import type { Learned } from "../stages/learned.ts";
import { loadAs } from "../stages/load-model.ts";
import type { Mapping } from "../stages/mapping.ts";
import type { ParametersOf } from "../stages/parameters.ts";
import { descriptionOf } from "../stages/saved-stage.ts";
import type { Estimator, Model, Transformer } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { mapped } from "../stages/transformer.ts";

/** Models of two classes, one for each of several, of which it tells rows from all others. */
export interface OneVsRestModel<In, Out, Known> extends Model<In, Out, { readonly classes: Float64Array }> {
  /** In the order of the classes; of two classes the second has one alone. */
  readonly models: readonly Model<In, Out, Known>[];
}

const kind = stageKind({
  name: "oneVsRest",
  version: 1,
  parameters: classifierParameters,
  learned: { classes: "float64" },
  check: ({ classes }) => (classes.length < 2 ? "it must have at least two classes" : undefined),
  make: () => {
    throw new TypeError(
      "Cannot make oneVsRest as it takes a classifier: got none; give for instance logisticRegression()",
    );
  },
  ofStages: (models, { parameters, learned }): AnyModel => modelOf(kind.read(parameters), learned, models, {}),
});

type Parameters = ParametersOf<typeof classifierParameters>;

/** Of what a fit keeps, beside what the classifier's own does. */
const version = 1;

/**
 * Tells many classes apart by a classifier of two: for each class it learns to tell its rows from all others. A probability is that of the
 * class's own classifier, divided by the sum over the classes. Columns are those of the classifier, which reads the rows once more for each class.
 *
 * @param classifier Any learner of classes that gives probabilities, such as `logisticRegression()`.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { gradientBoostingClassifier, oneVsRest } from "millrace/ml";
 * const rows = from([1, 2, 11, 12, 21, 22].map((x) => ({ features: [x], label: Math.floor(x / 10) })));
 * const model = await oneVsRest(gradientBoostingClassifier({ minLeafRows: 1 })).fit(rows);
 * console.log((await model.transform(rows).collect()).map((row) => row.prediction)); // [0, 0, 1, 1, 2, 2]
 * ```
 * @see Rifkin, Klautau, “In Defense of One-Vs-All Classification”, JMLR 5, 2004; scikit-learn, `OneVsRestClassifier`.
 */
export function oneVsRest<In, Out, Serves, Known>(
  classifier: Estimator<In, Out, Model<Serves, Out, Known>> & Trainable<Known>,
): Estimator<In, Out, OneVsRestModel<Serves, Out, Known>> {
  const parameters = columnsOf(classifier);
  const { features, label, weight } = parameters;
  const definition = definitionOf(classifier)!;
  const { learner } = classifier;
  const made: Estimator<In, Out, OneVsRestModel<Serves, Out, Known>> = {
    kind: kind.name,
    parameters,
    fit: async (dataset, options = {}) => {
      checkFit(kind.name, dataset, options);
      mustShareWork(made, options);
      const of = { classifier: classifier.kind, version: learner.resumes, parameters: classifier.parameters };
      const how = { passes: "several", parameters: of, resumes: version } as const;
      const input = fitInput(kind.name, dataset, definition.reads, { ...options, ...how });
      const { classes, models } = await learn(learnerOf(learner), { features, label, weight }, input);
      const { schema } = input;
      return modelOf(
        parameters,
        { classes },
        models.map((learned) => definition.modelOf(learned as Learned, schema)),
        schema,
      );
    },
    load: (folder) => loadAs(made, folder),
  };
  defineFitting(made, { resumes: version, parts: [classifier] });
  return made;
}

function columnsOf(
  classifier: { readonly kind: string; readonly parameters: object } & Trainable<unknown>,
): Parameters {
  if (classifier?.learner?.labels === "classes" && "probability" in classifier.parameters) {
    const given = classifier.parameters as Parameters;
    const names = Object.keys(classifierParameters) as (keyof Parameters)[];
    return kind.read(Object.fromEntries(names.map((name) => [name, given[name]])));
  }
  throw new TypeError(
    `Cannot make oneVsRest as its classifier must be a learner of classes that gives probabilities: got ${classifier?.kind ?? typeof classifier}; ` +
      "give for instance logisticRegression()",
  );
}

function learnerOf<Known>(
  inner: Learner<Known>,
): Learner<{ readonly classes: Float64Array; readonly models: readonly Known[] }> {
  function* train(columns: number): Training<{ readonly classes: Float64Array; readonly models: readonly Known[] }> {
    const seen = new Classes(kind.name);
    yield ({ labels }) => seen.add(labels!);
    const classes = seen.finish();
    const targets = classes.length === 2 ? classes.subarray(1) : classes;
    const earlier = yield* earlierState();
    const models = modelsKept<Known>(earlier, targets.length);
    const kept = (): Learned => Object.assign({}, ...models.map((model, at) => named(`model${at}`, model as Learned)));
    // What was kept within one of them is of the next only.
    let ofNext = earlier;
    for (const own of targets.subarray(models.length)) {
      const training = changedRows(inner.train(columns), (rows) => ({
        ...rows,
        labels: rows.labels!.map((label) => Number(label === own)),
      }));
      models.push(yield* within(training, kept, ofNext));
      ofNext = undefined;
      yield* milestone(kept);
    }
    return { classes, models };
  }
  const { inThreads: _, ...own } = inner;
  return { ...own, name: kind.name, resumes: version, train };
}

function modelsKept<Known>(state: Learned | undefined, count: number): Known[] {
  const models = Array.from({ length: count }, (_, at) => stateNamed(`model${at}`, state));
  return models.filter((model) => model !== undefined) as Known[];
}

type AnyModel = Transformer<never, unknown>;

function modelOf<In, Out, Known>(
  parameters: Parameters,
  learned: Learned,
  models: readonly AnyModel[],
  schema: Model<In, Out>["schema"],
): OneVsRestModel<In, Out, Known> {
  kind.mustHaveLearned(learned, parameters);
  const { classes } = learned as { readonly classes: Float64Array };
  const parts = models.map((model) => descriptionOf(model));
  const isComplete = models.length === (classes.length === 2 ? 1 : classes.length);
  if (
    !isComplete ||
    parts.some(({ adds, mapping }) => mapping === undefined || !adds.includes(parameters.probability))
  ) {
    throw new TypeError(
      `Cannot make a model of ${kind.name} as there must be a classifier with probabilities for each class: got ${models.map((model) => model.kind).join()}; fit it again`,
    );
  }
  const mapping = mappingOf(
    parameters,
    classes,
    parts.map((part) => ({ mapping: part.mapping!, place: part.adds.indexOf(parameters.probability) })),
  );
  const values = { learned: { classes }, schema, stages: { stages: parts } };
  const model = mapped<In, Out, { readonly classes: Float64Array }>(kind, parameters, values, mapping);
  return Object.assign(model, { models }) as unknown as OneVsRestModel<In, Out, Known>;
}

/** A mapping, and which of the columns that it adds are probabilities. */
interface Asked {
  readonly mapping: Mapping;
  readonly place: number;
}

function mappingOf(
  { features, prediction, probability }: Parameters,
  classes: Float64Array,
  asked: readonly Asked[],
): Mapping {
  return {
    reads: [features],
    adds: [prediction, probability],
    types: () => [{ kind: "float64" }, { kind: "vector", size: classes.length }],
    open: () => {
      const answers = asked.map(({ mapping, place }) => ({ answer: mapping.open(), place }));
      return (batch) => {
        const shares = answers.map(({ answer, place }) => answer(batch)[place]!);
        return combined(shares, classes, batch.rowCount);
      };
    },
  };
}

/** The class that is most likely, and the shares that classes have of the sum of their probabilities. */
function combined(shares: readonly Column[], classes: Float64Array, rows: number): readonly Column[] {
  const count = classes.length;
  const predictions = new Float64Array(rows);
  const probabilities = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const own = probabilities.subarray(row * count, (row + 1) * count);
    // Each column has the probabilities of “another class” and of the own one.
    shares.forEach((column, at) => {
      own[count - shares.length + at] = (column as { readonly data: Float64Array }).data[2 * row + 1]!;
    });
    if (shares.length === 1) own[0] = 1 - own[1]!;
    const sum = own.reduce((total, share) => total + share, 0);
    predictions[row] = Number.isNaN(sum) ? Number.NaN : classes[own.indexOf(Math.max(...own))]!;
    for (let k = 0; k < count; k++) own[k] = sum === 0 ? 1 / count : own[k]! / sum;
  }
  return [numberColumn(predictions), vectorColumn({ data: probabilities, rows, columns: count })];
}
