import { type AddedOf, type AnyStage, type PipelineModel, pipeline, type ReadsOf } from "./pipeline.ts";
import type { Estimator } from "./stage.ts";

/**
 * The same kind of stage for several columns, as one: those that learn in one pass share it.
 *
 * @param columns Names of columns.
 * @param stageOf The stage of a column.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { assemble, columnTransformer, pipeline, standardScaler, stringIndexer } from "millrace/ml";
 * const flights = from([{ carrier: "AA", origin: "JFK", miles: 100 }, { carrier: "UA", origin: "SFO", miles: 300 }]);
 * const features = pipeline([
 *   columnTransformer(["carrier", "origin"], (column) => stringIndexer(column)),
 *   columnTransformer(["miles"], (column) => standardScaler({ input: column })),
 *   assemble(["carrierIndex", "originIndex", "miles"]),
 * ]);
 * const rows = await (await features.fit(flights)).transform(flights).collect();
 * console.log(rows[1]?.features); // [1, 1, 1]
 * ```
 */
export function columnTransformer<const Column extends string, One extends AnyStage>(
  columns: readonly Column[],
  stageOf: (column: Column) => One,
): Estimator<ReadsOf<One>, AddedOf<One>, PipelineModel<ReadsOf<One>, AddedOf<One>, readonly One[]>> {
  if (!Array.isArray(columns) || columns.length === 0 || typeof stageOf !== "function") {
    throw new TypeError(
      'Cannot make a columnTransformer as it takes names of columns and a function that gives the stage of one: got others; use for instance columnTransformer(["carrier"], (column) => stringIndexer(column))',
    );
  }
  const [first, ...others] = columns.map((column) => stageOf(column));
  return pipeline([first!, ...others]) as never;
}
