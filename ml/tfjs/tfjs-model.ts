import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import type { Model } from "../stages/stage.ts";
import type { TfjsModel } from "./network/library.ts";
import { networkModel, type SavedNetwork } from "./network/network-kind.ts";
import type { Tfjs } from "./use-tfjs.ts";

/** The columns of a model of tfjs. */
export interface TfjsModelOptions<Features extends string, Prediction extends string> {
  /** The columns of numbers or vectors that its inputs read, in their order. Default `["features"]`. */
  readonly features?: readonly Features[];
  /** The columns that its outputs become, in their order: of numbers where a row has one, of vectors where it has several. Default `["prediction"]`. */
  readonly predictions?: readonly Prediction[];
}

const known: KnownOptions<TfjsModelOptions<string, string>> = { features: true, predictions: true };

/**
 * Any model of tfjs, of layers or of a graph, as a stage: it answers the rows of a batch at once, with or without an end. What is computed in
 * 32 bits becomes doubles; rows without a value in a column get none. It can be saved, and loaded by `loadModel` where this module is imported.
 *
 * @throws TypeError where columns are not as many as the model's inputs or outputs, or sizes of these are unknown.
 * @example
 * ```ts
 * import type { Dataset } from "millrace";
 * import { tfjsFiles, tfjsModel, useTfjs } from "millrace/ml/tfjs";
 * async function recognised(images: Dataset<{ pixels: Float64Array }>) {
 *   const tfjs = await useTfjs();
 *   const graph = await tfjs.tf.loadGraphModel(tfjsFiles("s3://models/digits/model.json"));
 *   const model = await tfjsModel(tfjs, graph, { features: ["pixels"], predictions: ["digit"] });
 *   return model.transform(images);
 * }
 * console.log(recognised.length); // give it rows: recognised(…)
 * ```
 */
export async function tfjsModel<
  const Features extends string = "features",
  const Prediction extends string = "prediction",
>(
  tfjs: Tfjs,
  model: TfjsModel,
  options: TfjsModelOptions<Features, Prediction> = {},
): Promise<
  Model<Columns<Features, VectorValue | number>, { [Name in Prediction]: number | Float64Array }, SavedNetwork>
> {
  checkOptions(options, known, "tfjsModel");
  const { features = ["features"], predictions = ["prediction"] } = options as TfjsModelOptions<string, string>;
  return networkModel(tfjs, model, { features, predictions }, {});
}
