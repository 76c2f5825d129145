import type { Batch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { chosenColumn } from "./chosen-column.ts";
import type { Lambda } from "./read-lambda.ts";
import { type RowFailure, rowChain } from "./row-chain.ts";

/** The values of some lambdas for the rows of a batch. */
export interface Evaluated {
  /** The batch that went in, without the rows at which a lambda threw and was told to go on. */
  readonly batch: Batch;
  /** What each lambda gave, one batch of columns each, at the row numbers of the batch. */
  readonly values: readonly Batch[];
}

/** A lambda whose values are wanted as columns; an object literal gives several. */
export interface Evaluation {
  readonly lambda: Lambda;
  readonly step: string;
}

/** Compiles lambdas that give values of rows: keys, times, what aggregates take. One that just names a column costs nothing. */
export function evaluator(
  evaluations: readonly Evaluation[],
  onFailure: RowFailure,
): (batch: Batch) => Evaluated | undefined {
  const chains = evaluations.map(({ lambda, step }) => {
    const chain = rowChain([{ kind: "map", lambda, step }], onFailure, { align: "input" });
    const choose = chosenColumn(lambda);
    return choose === undefined ? chain.run : (batch: Batch) => choose(batch) ?? chain.run(batch);
  });
  return (batch) => {
    let rest = batch;
    const values: Batch[] = [];
    for (const chain of chains) {
      const value = chain(rest);
      if (value === undefined) return undefined;
      values.push(value);
      // The rows that are left are in an array that the chain writes into again.
      if (value.selection !== rest.selection) rest = { ...rest, selection: value.selection, reused: true };
    }
    return { batch: rest, values };
  };
}

/** The only column of an evaluated lambda that gives one value a row. */
export function onlyColumn(values: Batch): Column {
  return values.columns[0]!;
}
