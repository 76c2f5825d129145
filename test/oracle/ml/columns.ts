import { type Dataset, from } from "../../../core/mod.ts";
import type { Estimator, Transformer } from "../../../ml/mod.ts";
import { plain } from "./fact.ts";

// biome-ignore lint/suspicious/noExplicitAny: facts have columns of all kinds
export type AnyTransformer = Transformer<any, any>;
// biome-ignore lint/suspicious/noExplicitAny: the same
export type AnyEstimator = Estimator<any, any, any>;

/** Rows with one column, `v`. */
export function rowsOf(values: unknown): Dataset<{ v: unknown }> {
  return from((plain(values) as unknown[]).map((v) => ({ v })));
}

/** Columns by name as rows. */
export function rowsOfColumns(columns: unknown): Dataset<Record<string, unknown>> {
  const lists = Object.entries(plain(columns) as Record<string, readonly unknown[]>);
  const count = lists[0]?.[1].length ?? 0;
  return from(
    Array.from({ length: count }, (_, row) => Object.fromEntries(lists.map(([name, list]) => [name, list[row]]))),
  );
}

/** What a transformer adds as `out`, row by row, so that vectors may be of any size. */
export async function eachBy(stage: AnyTransformer, values: unknown): Promise<unknown[]> {
  const out: unknown[] = [];
  for (const value of values as readonly unknown[]) out.push((await outOf(stage, rowsOf([value])))[0]);
  return out;
}

export async function outOf(stage: AnyTransformer, rows: Dataset<unknown>): Promise<unknown[]> {
  const given = (await stage.transform(rows).collect()) as { readonly out: unknown }[];
  return given.map(({ out }) => out);
}

interface TrainAndTest {
  readonly train: unknown;
  readonly test?: unknown;
}

/** What a model that learned from `train` gives of `test`, as `out`; both are the input where it is a list. */
export async function fittedOut(estimator: AnyEstimator, input: unknown): Promise<unknown[]> {
  const { train, test = train } = (Array.isArray(input) ? { train: input } : input) as TrainAndTest;
  return outOf(await estimator.fit(rowsOf(train)), rowsOf(test));
}
