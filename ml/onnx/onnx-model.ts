import { checkOptions, type Dataset, type KnownOptions, mapAsync, type StepOptions } from "../../core/mod.ts";
import { storedBytes } from "../stages/bytes.ts";
import type { Learned } from "../stages/learned.ts";
import { saveStage } from "../stages/model-files.ts";
import { describeStage } from "../stages/saved-stage.ts";
import type { Transformer } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { mustBeRows } from "../stages/transformer.ts";
import { askedTogether } from "./run/asked-together.ts";
import { mustBePort, mustFit, tensorOf, valuesOf } from "./run/rows.ts";
import { installedRuntime, type OnnxPort, type OnnxRuntime, type OnnxSession } from "./run/runtime.ts";

export interface OnnxModelOptions {
  /** The column that each input of the graph reads, by the input's name. Default: the one of that name. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The column that each output becomes, by the output's name; others are not asked for. Default: all, by their names. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** The runtime, where you have imported it: `onnxruntime-node` or `onnxruntime-web`. Default: it is imported. */
  readonly runtime?: OnnxRuntime;
  /** Rows that are asked about at once, at most. Default 1024. */
  readonly rowsAtOnce?: number;
}

const known: KnownOptions<OnnxModelOptions> = { inputs: true, outputs: true, runtime: true, rowsAtOnce: true };

const kind = stageKind({
  name: "onnxModel",
  version: 1,
  parameters: {},
  learned: {
    file: "uint8",
    inputs: "texts",
    inputColumns: "texts",
    outputs: "texts",
    outputColumns: "texts",
    rowsAtOnce: "number",
  },
  check: ({ inputs, inputColumns, outputs, outputColumns }) =>
    inputs.length === inputColumns.length && outputs.length === outputColumns.length
      ? undefined
      : "it must have a column for each input and output",
  make: () => {
    throw new TypeError("Cannot make a model of ONNX without its file: got none; use onnxModel");
  },
  restore: async ({ learned }) => {
    kind.mustHaveLearned(learned, {});
    const { file, inputs, inputColumns, outputs, outputColumns, rowsAtOnce } = learned as unknown as Kept;
    const pairs = (names: readonly string[], columns: readonly string[]): Record<string, string> =>
      Object.fromEntries(names.map((name, at) => [name, columns[at]!]));
    return onnxModel(file, { inputs: pairs(inputs, inputColumns), outputs: pairs(outputs, outputColumns), rowsAtOnce });
  },
});

interface Kept extends Learned {
  readonly file: Uint8Array;
  readonly inputs: readonly string[];
  readonly inputColumns: readonly string[];
  readonly outputs: readonly string[];
  readonly outputColumns: readonly string[];
  readonly rowsAtOnce: number;
}

/**
 * A file of ONNX, from whatever made it, as a stage: onnxruntime answers the rows of a dataset, with or without an end, as they come, many at
 * once. Inputs are columns of numbers, texts or vectors, outputs too; int64 becomes a number. A row without a value for an input has none of the
 * outputs. A file whose inputs are of one row is asked about one at a time. On threads load it where the job's module begins.
 *
 * @param file The path or URL of the file, in any file system, or its bytes.
 * @throws Where no runtime is installed, with what to run; where an input or output is neither numbers nor texts.
 * @example
 * ```ts
 * import type { Dataset } from "millrace";
 * import { onnxModel } from "millrace/ml/onnx";
 * async function spam(mails: Dataset<{ words: Float64Array }>) {
 *   const model = await onnxModel("s3://models/spam.onnx", { inputs: { X: "words" }, outputs: { label: "isSpam" } });
 *   return model.transform(mails);
 * }
 * console.log(spam.length); // give it rows: spam(…)
 * ```
 */
export async function onnxModel(
  file: string | Uint8Array,
  options: OnnxModelOptions = {},
  // biome-ignore lint/suspicious/noExplicitAny: nobody knows the columns of a file while compiling
): Promise<Transformer<object, Record<string, any>>> {
  checkOptions(options, known, "onnxModel");
  const { rowsAtOnce = 1024 } = options;
  const bytes = typeof file === "string" ? await storedBytes(file) : file;
  const runtime = options.runtime ?? (await installedRuntime());
  const session = await opened(runtime, bytes, typeof file === "string" ? JSON.stringify(file) : "the bytes given");
  const inputs = columnsOf(session.inputMetadata, options.inputs, "input");
  const outputs = columnsOf(session.outputMetadata, options.outputs, "output");
  const learned: Kept = {
    file: bytes,
    inputs: inputs.map(({ port }) => port.name),
    inputColumns: inputs.map(({ column }) => column),
    outputs: outputs.map(({ port }) => port.name),
    outputColumns: outputs.map(({ column }) => column),
    rowsAtOnce,
  };
  const asking: Asking = { runtime, session, inputs, outputs };
  // Some files are made for one row at a time.
  const isAlone = inputs.some(({ port }) => port.shape?.[0] === 1);
  const together = askedTogether<Row, Row>((rows) => (isAlone ? oneByOne(asking, rows) : answered(asking, rows)));
  const ask = (row: Row): Promise<Row> => {
    // A row that cannot be asked about fails by itself.
    for (const { port, column } of inputs) mustFit(port, column, row);
    return together(row);
  };
  const model: Transformer<object, Record<string, unknown>> = {
    kind: kind.name,
    parameters: {},
    transform: (dataset, step: StepOptions = {}) => {
      mustBeRows(dataset, "transform by onnxModel");
      const rows = dataset as unknown as Dataset<Row>;
      return rows.apply(mapAsync(ask, { name: kind.name, ...step, capacity: rowsAtOnce })) as never;
    },
    save: (folder) => saveStage(model, folder),
  };
  const { name, version } = kind;
  const [reads, adds] = [learned.inputColumns, learned.outputColumns];
  describeStage(model, { kind: name, version, parameters: {}, learned, schema: {}, reads, adds });
  return model;
}

type Row = Readonly<Record<string, unknown>>;

/** A port of the graph, and the column that it is. */
interface PortColumn {
  readonly port: OnnxPort;
  readonly column: string;
}

interface Asking {
  readonly runtime: OnnxRuntime;
  readonly session: OnnxSession;
  readonly inputs: readonly PortColumn[];
  readonly outputs: readonly PortColumn[];
}

async function opened(runtime: OnnxRuntime, bytes: Uint8Array, place: string): Promise<OnnxSession> {
  try {
    return await runtime.InferenceSession.create(bytes);
  } catch (cause) {
    throw new Error(
      `Cannot use the file of ONNX in ${place} as the runtime must take it: got ${(cause as Error).message}; export it for an older version, or update onnxruntime`,
      { cause },
    );
  }
}

function columnsOf(
  ports: readonly OnnxPort[],
  named: Readonly<Record<string, string>> | undefined,
  what: "input" | "output",
): PortColumn[] {
  const unknown = Object.keys(named ?? {}).find((name) => !ports.some((port) => port.name === name));
  if (unknown !== undefined) {
    throw new TypeError(
      `Cannot use a file of ONNX as its ${what} must be one of ${ports.map(({ name }) => JSON.stringify(name)).join(", ")}: got ${JSON.stringify(unknown)}; use one of these names`,
    );
  }
  const used =
    what === "output" && named !== undefined ? ports.filter(({ name }) => Object.hasOwn(named, name)) : ports;
  for (const port of used) mustBePort(port, what);
  return used.map((port) => ({ port, column: named?.[port.name] ?? port.name }));
}

async function oneByOne(asking: Asking, rows: readonly Row[]): Promise<Row[]> {
  const all: Row[] = [];
  for (const row of rows) all.push(...(await answered(asking, [row])));
  return all;
}

/** The rows with what the file says of them. */
async function answered({ runtime, session, inputs, outputs }: Asking, rows: readonly Row[]): Promise<Row[]> {
  const isWhole = (row: Row): boolean => inputs.every(({ column }) => (row[column] ?? null) !== null);
  const whole = rows.filter(isWhole);
  const columns: unknown[][] = [];
  if (whole.length > 0) {
    const feeds = inputs.map(({ port, column }) => [
      port.name,
      tensorOf(
        runtime,
        port,
        column,
        whole.map((row) => row[column]),
      ),
    ]);
    const names = outputs.map(({ port }) => port.name);
    const answers = await session.run(Object.fromEntries(feeds) as never, names as never);
    columns.push(...names.map((name) => valuesOf(name, answers[name]!, whole.length)));
  }
  let at = 0;
  return rows.map((row) => {
    const place = isWhole(row) ? at++ : undefined;
    const added = outputs.map(({ column }, output) => [column, place === undefined ? null : columns[output]![place]]);
    return { ...row, ...Object.fromEntries(added) };
  });
}
