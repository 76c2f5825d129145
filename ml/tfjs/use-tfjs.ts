import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import type { TfjsLibrary } from "./network/library.ts";

/** What computes: TensorFlow's own library, WebAssembly, or JavaScript. */
export type TfjsBackend = "node" | "wasm" | "cpu";

export interface UseTfjsOptions {
  /** Those that may be used, the one that is preferred first. Default `["node", "wasm", "cpu"]`. */
  readonly backends?: readonly TfjsBackend[];
  /** The library, where you have imported it: `@tensorflow/tfjs` or `@tensorflow/tfjs-node`. Default: it is imported. */
  readonly library?: object;
}

/** tfjs, ready to be used. */
export interface Tfjs {
  readonly tf: TfjsLibrary;
  /** What computes. It is one for the whole process, as tfjs has it. */
  readonly backend: TfjsBackend;
  /** Those that were preferred, and why they are not used. */
  readonly passedOver: readonly { readonly backend: TfjsBackend; readonly because: string }[];
}

const known: KnownOptions<UseTfjsOptions> = { backends: true, library: true };

/** What tfjs calls them, and the packages that they are in. */
const names: Readonly<Record<TfjsBackend, string>> = { node: "tensorflow", wasm: "wasm", cpu: "cpu" };
const packages: Readonly<Record<TfjsBackend, string>> = {
  node: "@tensorflow/tfjs-node",
  wasm: "@tensorflow/tfjs-backend-wasm",
  cpu: "@tensorflow/tfjs",
};

let current: Tfjs | undefined;

/**
 * tfjs with the first back end of those that may be used that is installed. At batches of 512 rows and more `"node"` is the fastest, at 32
 * rows `"wasm"` is; the latter cannot train convolutions and embeddings.
 *
 * @throws Where none is installed, with why.
 * @example
 * ```ts
 * import { useTfjs } from "millrace/ml/tfjs";
 * const tfjs = await useTfjs({ backends: ["wasm", "cpu"] }).catch((error: Error) => console.log(error.message));
 * if (tfjs) console.log(tfjs.backend, tfjs.passedOver); // wasm []
 * ```
 */
export async function useTfjs(options: UseTfjsOptions = {}): Promise<Tfjs> {
  checkOptions(options, known, "useTfjs");
  const { backends = ["node", "wasm", "cpu"], library } = options;
  mustBeBackends(backends);
  const passedOver: { backend: TfjsBackend; because: string }[] = [];
  for (const backend of backends) {
    try {
      const tf = await started(backend, library);
      current = { tf, backend, passedOver };
      return current;
    } catch (error) {
      passedOver.push({ backend, because: error instanceof Error ? error.message : String(error) });
    }
  }
  const tried = passedOver.map(({ backend, because }) => `${backend} (${because})`).join(", ");
  throw new Error(
    `Cannot use tfjs as one of its back ends must be installed: got none of ${tried}; run npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm`,
  );
}

/** tfjs as it was asked for last, or with what there is. */
export async function tfjsInUse(): Promise<Tfjs> {
  return current ?? useTfjs();
}

async function started(backend: TfjsBackend, given: object | undefined): Promise<TfjsLibrary> {
  const name = names[backend];
  let tf = given === undefined ? undefined : unwrapped(given);
  if (tf === undefined) tf = await imported(backend === "node" ? packages.node : packages.cpu);
  // A back end makes itself known to the library when its package is imported.
  if (backend === "wasm" && tf.findBackendFactory(name) === null) await imported(packages.wasm);
  if (backend === "node" && tf.findBackend(name) === null && tf.findBackendFactory(name) === null) {
    await imported(packages.node);
  }
  if (tf.findBackendFactory(name) === null && tf.findBackend(name) === null)
    throw new Error(`${packages[backend]} is another copy of tfjs`);
  if (!(await tf.setBackend(name))) throw new Error("it does not start here");
  await tf.ready();
  return tf;
}

/** Importing packages by their names, which are not known while compiling: they are optional. */
async function imported(name: string): Promise<TfjsLibrary> {
  if (name === packages.node) restoreOldUtil();
  let module: object;
  try {
    module = await import(name);
  } catch (cause) {
    const isMissing = (cause as { readonly code?: string }).code === "ERR_MODULE_NOT_FOUND";
    throw new Error(isMissing ? `${name} is not installed` : `${name}: ${(cause as Error).message}`, { cause });
  }
  return unwrapped(module);
}

/** A module of CommonJS may have all that it exports in `default`. */
function unwrapped(module: object): TfjsLibrary {
  const inner = (module as { readonly default?: object }).default;
  return (inner !== undefined && "setBackend" in inner ? inner : module) as TfjsLibrary;
}

/** tfjs-node 4.22 calls two functions that Node has no more from version 23 on. */
function restoreOldUtil(): void {
  const util = process.getBuiltinModule?.("node:util") as unknown as Record<string, unknown> | undefined;
  if (util === undefined) return;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

function mustBeBackends(backends: readonly unknown[]): void {
  const isList = Array.isArray(backends) && backends.length > 0;
  const unknown = isList ? backends.find((one) => !Object.hasOwn(names, one as string)) : backends;
  if (isList && unknown === undefined) return;
  throw new RangeError(
    `Cannot use tfjs as backends must be a list of "node", "wasm" and "cpu": got ${JSON.stringify(unknown)}; leave it out for all three`,
  );
}
