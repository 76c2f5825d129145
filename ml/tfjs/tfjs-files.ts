import { writePieces } from "../../core/mod.ts";
import { joined, storedBytes } from "../stages/bytes.ts";
import type { TfjsArtifacts, TfjsFiles } from "./network/library.ts";

/**
 * A model of tfjs as files of any file system, in tfjs's own form (`model.json` and binary weights): for `model.save(…)`,
 * `tf.loadLayersModel(…)` and `tf.loadGraphModel(…)`. The pure package has nothing for files.
 *
 * @param location The path or URL of a folder, or of its `model.json`: local, `s3:`, `hdfs:`.
 * @throws Where files are missing, are not those of a model, or lie outside of the folder.
 * @example
 * ```ts
 * import { tfjsFiles } from "millrace/ml/tfjs";
 * const files = tfjsFiles("out/net"); // await model.save(files); model = await tf.loadLayersModel(files)
 * await files.save({ modelTopology: { class_name: "Sequential" }, weightSpecs: [], weightData: new ArrayBuffer(8) });
 * console.log((await files.load()).modelTopology); // { class_name: "Sequential" }
 * ```
 * @see https://www.tensorflow.org/js/guide/save_load for the form
 */
export function tfjsFiles(location: string): TfjsFiles {
  const file = location.endsWith(".json") ? location : `${location.replace(/\/+$/, "")}/model.json`;
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  return {
    load: () => loaded(file, folder),
    save: async (artifacts) => {
      const { weightData, weightSpecs, ...rest } = artifacts;
      await writePieces(`${folder}weights.bin`, buffersOf(weightData));
      const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs ?? [] }];
      await writePieces(file, [new TextEncoder().encode(JSON.stringify({ ...rest, weightsManifest }))]);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    },
  };
}

/** Weights as bytes: tfjs has them in one buffer, or in several. */
export function buffersOf(data: TfjsArtifacts["weightData"]): Uint8Array[] {
  if (data === undefined) return [];
  return (data instanceof ArrayBuffer ? [data] : [...(data as readonly ArrayBuffer[])]).map(
    (one) => new Uint8Array(one),
  );
}

interface ModelJson extends TfjsArtifacts {
  readonly weightsManifest?: readonly { readonly paths?: readonly string[]; readonly weights?: readonly unknown[] }[];
}

async function loaded(file: string, folder: string): Promise<TfjsArtifacts> {
  const { weightsManifest, ...rest } = modelJson(file, await storedBytes(file));
  const pieces: Uint8Array[] = [];
  for (const path of weightsManifest!.flatMap(({ paths = [] }) => paths)) {
    if (typeof path !== "string" || /^(\/|[a-z][a-z0-9+.-]*:)|(^|[\\/])\.\.([\\/]|$)/i.test(path)) {
      throw refused(file, `its weights must lie beside it: got ${JSON.stringify(path)}`);
    }
    pieces.push(await storedBytes(folder + path));
  }
  return {
    ...rest,
    weightSpecs: weightsManifest!.flatMap(({ weights = [] }) => weights),
    weightData: joined(pieces).buffer,
  };
}

function modelJson(file: string, bytes: Uint8Array): ModelJson {
  let model: ModelJson | undefined;
  try {
    model = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw refused(file, "it must be a model of tfjs as JSON: got another text");
  }
  if (Array.isArray(model?.weightsManifest) && typeof model.modelTopology === "object") return model;
  throw refused(file, "it must have modelTopology and weightsManifest: got other JSON");
}

function refused(file: string, what: string): Error {
  return new Error(`Cannot load the model of tfjs in ${JSON.stringify(file)} as ${what}; save it again`);
}
