import type { Dataset } from "../../core/mod.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { fitInput } from "../stages/fit-input.ts";
import type { FitOptions } from "../stages/stage.ts";

/** All vectors of a bounded dataset as one matrix; more than `mostRows`, and what is not finite, are refused. */
export async function allRows(
  name: string,
  dataset: Dataset<unknown>,
  features: string,
  run: Pick<FitOptions, "signal" | "run">,
  mostRows: number = Number.POSITIVE_INFINITY,
): Promise<Matrix> {
  const parts: Float64Array[] = [];
  let columns: number | undefined;
  const input = fitInput(name, dataset, [features], { ...run, passes: "one" });
  await input.pass((batch) => {
    const part = batch.vectors(features, columns);
    columns = part.columns;
    const bad = part.data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw notFinite(name, features, part.data[bad]!, batch.firstRow + Math.floor(bad / columns));
    if (batch.firstRow + part.rows > mostRows) throw tooManyRows(name, mostRows);
    parts.push(part.data.slice());
  });
  const data = new Float64Array(input.rows * columns!);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { data, rows: input.rows, columns: columns! };
}

function tooManyRows(name: string, most: number): RangeError {
  return new RangeError(
    `Cannot fit ${name} as all distances must be in memory: got more than ${most.toLocaleString("en-US")} rows; take a sample, or use kMeans`,
  );
}

function notFinite(name: string, column: string, got: number, row: number): RangeError {
  return new RangeError(
    `Cannot fit ${name} as column ${JSON.stringify(column)} must hold finite numbers: got ${got} in row ${row}; fill missing values, or leave such rows out`,
  );
}
