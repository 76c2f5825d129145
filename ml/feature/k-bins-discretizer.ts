import { estimator } from "../stages/estimator.ts";
import { choice, integer } from "../stages/parameters.ts";
import type { DenseColumn } from "../stages/row-types.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { binEdges } from "./bin-edges.ts";
import { KeptColumns } from "./kept-columns.ts";
import { countEdges, countFourEdges, halveEdges } from "./kernels/bins.ts";
import {
  inPlace,
  mustBeOfFinite,
  type NumberEstimator,
  type VectorOptions,
  vectorFold,
  vectorMapping,
  vectorParameters,
} from "./vector-stage.ts";

export interface KBinsDiscretizerOptions<Input extends string, Output extends string>
  extends VectorOptions<Input, Output> {
  /** Bins of each feature, at least 2. Default 5. */
  readonly numBins?: number;
  /** Bins of equal width, of equally many rows, or around means of clusters. Default `"quantile"`. */
  readonly strategy?: "quantile" | "uniform" | "kmeans";
}

const kind = stageKind({
  name: "kBinsDiscretizer",
  version: 1,
  parameters: {
    ...vectorParameters,
    numBins: integer({ default: 5, min: 2, max: 2 ** 20, unit: "bins" }),
    strategy: choice(["quantile", "uniform", "kmeans"]),
  },
  learned: { starts: "uint32", edges: "float64" },
  check: ({ starts, edges }) =>
    starts.length > 0 &&
    starts[0] === 0 &&
    starts.at(-1) === edges.length &&
    starts.every((s, at) => at === 0 || s >= starts[at - 1]! + 2)
      ? undefined
      : "each feature must have two edges or more",
  make: (options: KBinsDiscretizerOptions<string, string>) => kBinsDiscretizer(options),
});

/** Edges of bins: those of feature f are at `starts[f]` … `starts[f + 1] − 1`, ascending. */
export interface BinEdges {
  readonly starts: Uint32Array;
  readonly edges: Float64Array;
}

/**
 * Features as the number of the bin that they are in, counted from 0; what is outside is in the nearest bin, NaN stays NaN. A constant
 * feature has one bin, and bins without width are left out. All values are kept in memory while it learns, 8 bytes each.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { kBinsDiscretizer } from "millrace/ml";
 * const rows = from([0, 1, 2, 9].map((x) => ({ features: [x] })));
 * const model = await kBinsDiscretizer({ numBins: 3, strategy: "uniform" }).fit(rows);
 * console.log(await model.transform(rows).collect()); // [0], [0], [0], [2]
 * ```
 * @see Apache Flink ML, `KBinsDiscretizer`.
 */
export function kBinsDiscretizer<const Input extends string = "features", const Output extends string = Input>(
  options: KBinsDiscretizerOptions<Input, Output> = {},
): NumberEstimator<Input, Output, BinEdges, DenseColumn<Input>> {
  const parameters = kind.read(inPlace(options));
  const { input, output, numBins, strategy } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: vectorFold(input, (size) => {
      const columns = new KeptColumns(size);
      return {
        add: (rows) => columns.add(rows),
        finish: () => {
          const sorted = columns.sorted();
          mustBeOfFinite(
            kind.name,
            input,
            Float64Array.from(sorted, (values) => (Number.isFinite(values[0]) ? values.at(-1)! : (values[0] ?? 0))),
            (extreme) => !Number.isFinite(extreme),
          );
          const features = sorted.map((values) => binEdges(values, numBins, strategy));
          const starts = new Uint32Array(size + 1);
          features.forEach((edges, feature) => {
            starts[feature + 1] = starts[feature]! + edges.length;
          });
          return { starts, edges: Float64Array.from(features.flat()) };
        },
      };
    }),
    model: ({ starts, edges }) => {
      const features = starts.length - 1;
      const four = fourInnerEdges({ starts, edges });
      return vectorMapping({
        input,
        output,
        size: features,
        dense: ({ data, rows }, out) => {
          if (four !== undefined) {
            countFourEdges(data, rows, features, four, out.data);
            return;
          }
          for (let feature = 0; feature < features; feature++) {
            const [start, end] = [starts[feature]!, starts[feature + 1]!];
            const find = end - start <= fewEdges ? countEdges : halveEdges;
            find(data, rows, feature, features, edges, start, end, out.data);
          }
        },
      });
    },
  });
}

/** So few are counted faster than halved. */
const fewEdges = 24;

/** The inner edges of each feature, filled up to four with NaN; undefined where one has more. */
function fourInnerEdges({ starts, edges }: BinEdges): Float64Array | undefined {
  const features = starts.length - 1;
  const four = new Float64Array(4 * features).fill(Number.NaN);
  for (let feature = 0; feature < features; feature++) {
    const inner = edges.subarray(starts[feature]! + 1, starts[feature + 1]! - 1);
    if (inner.length > 4) return undefined;
    four.set(inner, 4 * feature);
  }
  return four;
}
