import { checkOptions, type KnownOptions, writePieces } from "../../core/mod.ts";
import { descriptionOf, type SavedStage } from "../stages/saved-stage.ts";
import type { Transformer } from "../stages/stage.ts";
import { OnnxGraph } from "./file/graph.ts";
import { bayesModels } from "./stages/bayes.ts";
import { columnStages } from "./stages/columns.ts";
import type { Exporter, Exporting, OnnxColumn } from "./stages/exported.ts";
import { isolationForest } from "./stages/isolation.ts";
import { linearModels } from "./stages/linear.ts";
import { neighbourModels } from "./stages/neighbours.ts";
import { oneVsRest } from "./stages/one-vs-rest.ts";
import { rowModels } from "./stages/rows.ts";
import { scalers } from "./stages/scalers.ts";
import { treeModels } from "./stages/trees.ts";

export interface ToOnnxOptions {
  /** What the inputs and outputs of the graph are; between them it computes in doubles. Default `"float64"`. */
  readonly numbers?: "float64" | "float32";
  /** How many numbers the vectors of an input have, by column, where no stage says it. Default 1: a column of numbers. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** The columns that come out. Default: those that stages add and no later one reads. */
  readonly outputs?: readonly string[];
}

const known: KnownOptions<ToOnnxOptions> = { numbers: ["float64", "float32"], sizes: true, outputs: true };

const exporters: Readonly<Record<string, Exporter>> = {
  ...columnStages,
  ...scalers,
  ...linearModels,
  ...bayesModels,
  ...rowModels,
  ...treeModels,
  ...neighbourModels,
  isolationForest,
  oneVsRest,
};

/**
 * A fitted model, or a pipeline of them, as a file of ONNX, which runs wherever onnxruntime does (version 1.20 or newer where it has trees).
 * Its inputs are the columns that it reads, its outputs those that a stage adds and no later one reads, by their names: rows × numbers for vectors, rows × 1
 * for numbers and texts that are read, rows for numbers that are added. An output in the place of an input has `_out` behind its name. Answers are those of `transform` but for rounding: sums in another order.
 * Rows of which a feature is NaN get NaN where they do here. Texts that `stringIndexer` has not learned get the number behind the last; numbers that no
 * category of `oneHotEncoder` has are NaN throughout, unless it keeps them.
 *
 * @throws TypeError where a stage has no form in ONNX: what reads words, trees that learn on.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { logisticRegression, pipeline, standardScaler } from "millrace/ml";
 * import { toOnnx } from "millrace/ml/onnx";
 * const rows = from([1, 2, 3, 7, 8, 9].map((x) => ({ features: [x], label: x > 5 ? 1 : 0 })));
 * const model = await pipeline([standardScaler(), logisticRegression()]).fit(rows);
 * const file = toOnnx(model, { numbers: "float32" });
 * console.log(file.length > 500); // true
 * ```
 * @see https://onnx.ai/onnx/operators/ of version 18, https://onnx.ai/onnx/operators/#ai-onnx-ml of version 5
 */
export function toOnnx(
  model: Pick<Transformer<never, unknown>, "kind" | "save">,
  options: ToOnnxOptions = {},
): Uint8Array<ArrayBuffer> {
  checkOptions(options, known, "toOnnx");
  const stage = descriptionOf(model);
  const stages = stagesOf(stage);
  const columns = new GraphColumns(options);
  for (const one of stages) exporterOf(one)(columns.exporting(one));
  return columns.finish(lastAdded(stages), `A model of millrace: ${stages.map(({ kind }) => kind).join(", ")}`);
}

/**
 * Writes what `toOnnx` makes of a model to a file of any file system.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { linearRegression } from "millrace/ml";
 * import { saveOnnx } from "millrace/ml/onnx";
 * const model = await linearRegression().fit(from([1, 2, 4].map((x) => ({ features: [x], label: 2 * x }))));
 * await saveOnnx(model, "out/line.onnx");
 * ```
 */
export async function saveOnnx(
  model: Pick<Transformer<never, unknown>, "kind" | "save">,
  path: string,
  options: ToOnnxOptions = {},
): Promise<void> {
  await writePieces(path, [toOnnx(model, options)]);
}

function stagesOf(stage: SavedStage): readonly SavedStage[] {
  return stage.kind === "pipeline" ? stage.stages!.flatMap(stagesOf) : [stage];
}

/** Columns that stages add, and no later one reads. */
function lastAdded(stages: readonly SavedStage[]): readonly string[] {
  const added = stages.flatMap(({ adds }, at) => {
    const later = new Set(stages.slice(at + 1).flatMap(({ reads }) => reads));
    return adds.filter((column) => !later.has(column));
  });
  return [...new Set(added)];
}

function exporterOf({ kind }: SavedStage): Exporter {
  const exporter = Object.hasOwn(exporters, kind) ? exporters[kind] : undefined;
  if (exporter === undefined) throw noForm(kind);
  return exporter;
}

function noForm(kind: string): TypeError {
  return new TypeError(
    `Cannot write ${kind} as ONNX as there must be nodes for it: got none, known are ${Object.keys(exporters).sort().join(", ")}; ` +
      "leave it out, and do what it does before the model",
  );
}

/** The columns of a graph as stages are added to it, by their names. */
class GraphColumns {
  readonly #graph = new OnnxGraph();
  readonly #columns = new Map<string, OnnxColumn>();
  readonly #options: ToOnnxOptions;

  constructor(options: ToOnnxOptions) {
    this.#options = options;
  }

  exporting(stage: SavedStage): Exporting {
    const graph = this.#graph;
    const add = (column: string, added: OnnxColumn): void => void this.#columns.set(column, added);
    return {
      graph,
      stage,
      numbers: (column, size) => this.#numbers(stage, column, size),
      texts: (column) => this.#texts(column),
      sizeOf: (column) => this.#columns.get(column)!.size,
      addVectors: (column, value, size) => add(column, { value, size, holds: "numbers", isNumber: false }),
      addNumbers: (column, value) => add(column, { value, size: 1, holds: "numbers", isNumber: true }),
      addLike: (column, like, value) => add(column, { ...this.#columns.get(like)!, value }),
      answerOf: (inner, column) => this.#answerOf(inner, column),
    };
  }

  finish(adds: readonly string[], documentation: string): Uint8Array<ArrayBuffer> {
    const { numbers = "float64", outputs = adds } = this.#options;
    for (const name of outputs) {
      const column = this.#columns.get(name);
      if (column === undefined || column.holds === "texts") throw noOutput(name, [...this.#columns.keys()]);
      const { value, size, isNumber } = column;
      const typed = numbers === "float64" ? value : this.#graph.add("Cast", [value], { to: 1 });
      const flat = isNumber ? this.#graph.add("Reshape", [typed, this.#graph.integers("shape", [-1])]) : typed;
      this.#graph.output({ name, type: numbers, size: isNumber ? undefined : size }, flat);
    }
    return this.#graph.finish(documentation);
  }

  #answerOf(inner: SavedStage, column: string): string {
    const before = inner.adds.map((name) => [name, this.#columns.get(name)] as const);
    exporterOf(inner)(this.exporting(inner));
    const { value } = this.#columns.get(column)!;
    for (const [name, was] of before) {
      if (was === undefined) this.#columns.delete(name);
      else this.#columns.set(name, was);
    }
    return value;
  }

  #numbers({ kind }: SavedStage, name: string, size: number | undefined): string {
    const { numbers = "float64", sizes } = this.#options;
    const column = this.#columns.get(name);
    if (column !== undefined) {
      if (column.holds !== "numbers") throw asBoth(name);
      if (size !== undefined && size !== column.size) throw wrongSize(kind, name, size, column.size);
      return column.value;
    }
    const own = size ?? sizes?.[name] ?? 1;
    const input = this.#graph.input({ name, type: numbers, size: own });
    const value = numbers === "float64" ? input : this.#graph.add("Cast", [input], { to: 11 });
    this.#columns.set(name, { value, size: own, holds: "numbers", isNumber: size === undefined && own === 1 });
    return value;
  }

  #texts(name: string): string {
    const column = this.#columns.get(name);
    if (column?.holds === "numbers") throw asBoth(name);
    if (column !== undefined) return column.value;
    const value = this.#graph.input({ name, type: "text", size: 1 });
    this.#columns.set(name, { value, size: 1, holds: "texts", isNumber: true });
    return value;
  }
}

function noOutput(name: string, columns: readonly string[]): RangeError {
  return new RangeError(
    `Cannot write a model as ONNX as its outputs must be columns of numbers that it reads or adds: got ${JSON.stringify(name)}, there are ${columns.join(", ")}; name some of them`,
  );
}

function asBoth(name: string): TypeError {
  return new TypeError(
    `Cannot write a model as ONNX as column ${JSON.stringify(name)} must hold texts or numbers: got stages that read it as both; give one of them a column of its own`,
  );
}

function wrongSize(kind: string, name: string, wanted: number, got: number): RangeError {
  return new RangeError(
    `Cannot write ${kind} as ONNX as vectors of column ${JSON.stringify(name)} must have ${wanted} numbers: got ${got}; ` +
      "say how many each input has, as in sizes: { embedding: 64 }",
  );
}
