import type { DataType } from "../../../core/mod.ts";
import { joined } from "../../stages/bytes.ts";
import type { Learned, LearnedOf } from "../../stages/learned.ts";
import { columnNames, type Parameter } from "../../stages/parameters.ts";
import type { Model, Transformer } from "../../stages/stage.ts";
import { type SavedValues, type StageKind, stageKind } from "../../stages/stage-kind.ts";
import { mapped } from "../../stages/transformer.ts";
import { buffersOf } from "../tfjs-files.ts";
import { type Tfjs, tfjsInUse } from "../use-tfjs.ts";
import type { TfjsArtifacts, TfjsFiles, TfjsModel } from "./library.ts";
import { type ModelColumns, predicting } from "./predicting.ts";

/** What is kept of a model of tfjs: its own form, in one piece. */
export interface SavedNetwork {
  /** `"layers-model"` or `"graph-model"`. */
  readonly format: string;
  /** All but the weights, as JSON. */
  readonly description: string;
  readonly weights: Uint8Array;
}

type NetworkLearned = { readonly format: "text"; readonly description: "text"; readonly weights: "uint8" };
type NetworkParameters = {
  readonly features: Parameter<readonly string[]>;
  readonly predictions: Parameter<readonly string[]>;
};

const networkKind: StageKind<NetworkParameters, NetworkLearned> = stageKind({
  name: "tfjsModel",
  version: 1,
  parameters: { features: columnNames(), predictions: columnNames() },
  learned: { format: "text", description: "text", weights: "uint8" },
  check: ({ format }) =>
    format === "layers-model" || format === "graph-model"
      ? undefined
      : `its format must be a model of tfjs: got ${format}`,
  make: () => {
    throw new TypeError("Cannot make a model of tfjs without its weights: got none; use tfjsModel or tfjsNetwork");
  },
  restore: async (saved, schema) => restored(saved, schema),
});

/** A model of tfjs as a stage. */
export async function networkModel<In, Out>(
  tfjs: Tfjs,
  model: TfjsModel,
  columns: ModelColumns,
  schema: Readonly<Record<string, DataType>>,
): Promise<Model<In, Out, SavedNetwork>> {
  const known = await savedOf(model);
  return mapped(
    networkKind,
    { ...columns },
    { learned: known as SavedNetwork & Learned, schema },
    predicting(tfjs, model, columns),
  );
}

async function savedOf(model: TfjsModel): Promise<LearnedOf<NetworkLearned>> {
  let artifacts: TfjsArtifacts = {};
  const keep: TfjsFiles["save"] = async (given) => {
    artifacts = given;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  };
  await model.save({ save: keep } as never);
  const { weightData, ...rest } = artifacts;
  return {
    format: String(artifacts.format ?? "layers-model"),
    description: JSON.stringify(rest),
    weights: joined(buffersOf(weightData)),
  };
}

async function restored(
  saved: SavedValues,
  schema: Readonly<Record<string, DataType>>,
): Promise<Transformer<never, unknown>> {
  const columns = networkKind.read(saved.parameters);
  networkKind.mustHaveLearned(saved.learned, columns);
  const { format, description, weights } = saved.learned as LearnedOf<NetworkLearned>;
  const artifacts: TfjsArtifacts = { ...JSON.parse(description), weightData: weights.slice().buffer };
  const files: TfjsFiles = {
    load: async () => artifacts,
    save: () => Promise.reject(new Error("Cannot save into a model that is being loaded: got a call; save the model")),
  };
  const tfjs = await tfjsInUse();
  const model = format === "graph-model" ? await tfjs.tf.loadGraphModel(files) : await tfjs.tf.loadLayersModel(files);
  return networkModel(tfjs, model, columns, schema);
}
