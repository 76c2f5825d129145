/** What is used of the package `@tensorflow/tfjs`, or of `@tensorflow/tfjs-node`, which has the same. */
export interface TfjsLibrary {
  tensor(values: Float32Array | Int32Array, shape: number[], type?: "float32" | "int32"): TfjsTensor;
  setBackend(name: string): Promise<boolean>;
  getBackend(): string;
  ready(): Promise<void>;
  findBackend(name: string): unknown;
  findBackendFactory(name: string): unknown;
  tidy<Value>(compute: () => Value): Value;
  dispose(tensors: readonly TfjsTensor[]): void;
  loadLayersModel(from: TfjsFiles): Promise<TfjsLayersModel>;
  loadGraphModel(from: TfjsFiles): Promise<TfjsGraphModel>;
}

export interface TfjsTensor {
  readonly shape: number[];
  readonly dtype: string;
  dataSync(): Float32Array | Int32Array | Uint8Array;
  dispose(): void;
}

/** An end of a model: the first of its sizes, of rows, is null, in models of graphs −1. */
export interface TfjsPort {
  readonly name: string;
  readonly shape?: readonly (number | null)[] | undefined;
  readonly dtype?: string | undefined;
}

/** A model of layers, compiled where it is to learn. */
export interface TfjsLayersModel {
  readonly inputs: readonly TfjsPort[];
  readonly outputs: readonly TfjsPort[];
  predictOnBatch(inputs: never): TfjsTensor | TfjsTensor[];
  trainOnBatch(inputs: never, labels: never): Promise<number | number[]>;
  save(to: never): Promise<unknown>;
  getWeights(): TfjsTensor[];
  setWeights(weights: never): void;
  /** Its layers, as tfjs keeps them in files. */
  toJSON(unused: undefined, returnString: false): unknown;
  readonly optimizer?: unknown;
  readonly loss?: unknown;
}

/** A model that was made elsewhere, of TensorFlow's operations. */
export interface TfjsGraphModel {
  readonly inputs: readonly TfjsPort[];
  readonly outputs: readonly TfjsPort[];
  predict(inputs: never): unknown;
  save(to: never): Promise<unknown>;
}

export type TfjsModel = TfjsLayersModel | TfjsGraphModel;

// biome-ignore lint/suspicious/noExplicitAny: what tfjs keeps in files, of which it alone knows the forms
type Any = any;

/** A model as tfjs gives it to who saves it, and takes it from who loads it: its `ModelArtifacts`. */
export interface TfjsArtifacts {
  modelTopology?: Any;
  weightSpecs?: Any;
  weightData?: Any;
  format?: Any;
  generatedBy?: Any;
  convertedBy?: Any;
  trainingConfig?: Any;
  userDefinedMetadata?: Any;
  modelInitializer?: Any;
  signature?: Any;
}

/** tfjs calls it an `IOHandler`: what `model.save` and `tf.loadLayersModel` take. */
export interface TfjsFiles {
  load(): Promise<TfjsArtifacts>;
  save(
    artifacts: TfjsArtifacts,
  ): Promise<{ readonly modelArtifactsInfo: { readonly dateSaved: Date; readonly modelTopologyType: "JSON" } }>;
}

export function isLayersModel(model: TfjsModel): model is TfjsLayersModel {
  return "trainOnBatch" in model;
}
