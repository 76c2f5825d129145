/** What is used of the package `onnxruntime-node`, or of `onnxruntime-web`, which has the same. */
export interface OnnxRuntime {
  readonly InferenceSession: { create(file: Uint8Array): Promise<OnnxSession> };
  readonly Tensor: new (type: never, data: never, dims: number[]) => object;
}

/** A file that is ready to answer. */
export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly OnnxPort[];
  readonly outputMetadata: readonly OnnxPort[];
  run(feeds: never, fetches: never): Promise<Readonly<Record<string, OnnxAnswer>>>;
}

export interface OnnxPort {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  /** A name where a size is not known: the number of rows, as a rule. */
  readonly shape?: readonly (number | string)[];
}

export interface OnnxAnswer {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint | string>;
}

/** The runtime that is installed, looked for once. */
let found: Promise<OnnxRuntime> | undefined;

export function installedRuntime(): Promise<OnnxRuntime> {
  found ??= lookFor(["onnxruntime-node", "onnxruntime-web"]);
  return found;
}

/** Importing by names that are not known while compiling: the packages are optional. */
async function lookFor(names: readonly string[]): Promise<OnnxRuntime> {
  const because: string[] = [];
  for (const name of names) {
    try {
      const module = await import(name);
      return "InferenceSession" in module ? module : module.default;
    } catch (error) {
      const { code, message } = error as { readonly code?: string; readonly message: string };
      because.push(code === "ERR_MODULE_NOT_FOUND" ? `${name} is not installed` : `${name}: ${message}`);
    }
  }
  found = undefined;
  throw new Error(
    `Cannot run a file of ONNX as a runtime must be installed: got none (${because.join(", ")}); run npm install onnxruntime-node`,
  );
}
