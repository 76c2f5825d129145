import { expect } from "vitest";
import { type Dataset, from } from "../../../core/mod.ts";
import { accuracy, asRows, dataOf, factOf, foldOf, standardized, worst } from "./facts.ts";

/** What models of a classifier add. */
interface Answered {
  readonly prediction: number;
  readonly probability: Float64Array;
}

/** A classifier over the columns of their default names. */
interface AnyClassifier {
  // biome-ignore lint/suspicious/noExplicitAny: classifiers of all kinds
  fit(rows: Dataset<any>): Promise<{ transform(rows: any): Dataset<any> }>;
}

/** The accuracy, the probabilities of some rows and those of folds are a fact's. */
export async function expectClassFact(id: string, classifier: AnyClassifier): Promise<void> {
  const { dataset, params, expected, tolerance } = factOf(id);
  const raw = dataOf(dataset);
  const scaled = (data: typeof raw, by: typeof raw): typeof raw =>
    params.standardize_first === true ? standardized(data, by) : data;
  const answers = async (train: typeof raw, asked: typeof raw): Promise<Answered[]> =>
    (await classifier.fit(from(asRows(scaled(train, train))))).transform(from(asRows(scaled(asked, train)))).collect();
  const own = await answers(raw, raw);
  expect(
    accuracy(
      own.map(({ prediction }) => prediction),
      raw.labels,
    ),
  ).toBeCloseTo(expected.accuracy_train, 9);
  const probabilities = rowsOfFact(expected.rows, own);
  expect(worst(probabilities, expected.proba.flat(), tolerance)).toBe(0);
  for (let fold = 0; fold < 5; fold++) {
    const { train, test } = foldOf(raw, fold);
    const predicted = (await answers(train, test)).map(({ prediction }) => prediction);
    expect(accuracy(predicted, test.labels)).toBeCloseTo(expected.cv_accuracy[fold], 9);
  }
}

function rowsOfFact(rows: readonly number[], own: readonly Answered[]): number[] {
  return rows.flatMap((row) => [...own[row]!.probability]);
}

/** The mean accuracy over folds and classifiers. */
export async function meanFoldAccuracy(dataset: string, classifiers: readonly AnyClassifier[]): Promise<number> {
  const raw = dataOf(dataset);
  let sum = 0;
  for (const classifier of classifiers) {
    for (let fold = 0; fold < 5; fold++) {
      const { train, test } = foldOf(raw, fold);
      const model = await classifier.fit(from(asRows(train)));
      const answers: Answered[] = await model.transform(from(asRows(test))).collect();
      sum += accuracy(
        answers.map(({ prediction }) => prediction),
        test.labels,
      );
    }
  }
  return sum / (5 * classifiers.length);
}
