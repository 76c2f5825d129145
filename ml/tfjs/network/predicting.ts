import { countText } from "../../../core/display/mod.ts";
import type { Column } from "../../../core/mod.ts";
import type { Matrix } from "../../matrix/matrix.ts";
import { numberColumn, vectorColumn } from "../../stages/columns.ts";
import type { Mapping } from "../../stages/mapping.ts";
import type { Tfjs } from "../use-tfjs.ts";
import { isLayersModel, type TfjsModel, type TfjsPort, type TfjsTensor } from "./library.ts";

/** Columns by the ends of a model: the first for the first input, and so on. */
export interface ModelColumns {
  readonly features: readonly string[];
  readonly predictions: readonly string[];
}

/** How many numbers a row has at an end of a model: the product of its sizes. */
export function sizeOf({ name, shape }: TfjsPort, what: string): number {
  const sizes = (shape ?? []).slice(1);
  if (shape !== undefined && sizes.every((size) => size !== null && size > 0)) {
    return sizes.reduce<number>((product, size) => product * size!, 1);
  }
  throw new TypeError(
    `Cannot ${what} as the sizes of ${JSON.stringify(name)} must be known, but for the rows: got ${JSON.stringify(shape ?? "none")}; give the model inputs of one size`,
  );
}

/** Refuses columns that are more or fewer than the ends of the model. */
export function mustFit(model: TfjsModel, { features, predictions }: ModelColumns, option = "predictions"): void {
  const pairs = [
    ["features", features, model.inputs],
    [option, predictions, model.outputs],
  ] as const;
  for (const [name, columns, ports] of pairs) {
    if (columns.length === ports.length) continue;
    throw new TypeError(
      `Cannot use a model of tfjs as there must be a column for each of its ${ports.length} ${name === "features" ? "inputs" : "outputs"} ` +
        `(${ports.map((port) => port.name).join(", ")}): got ${JSON.stringify(columns)}; name them all in ${name}, in this order`,
    );
  }
}

/** What a model of tfjs does with batches: all rows of one at once. */
export function predicting({ tf }: Tfjs, model: TfjsModel, columns: ModelColumns): Mapping {
  mustFit(model, columns);
  const { features, predictions } = columns;
  const sizes = model.inputs.map((input) => sizeOf(input, "use a model of tfjs"));
  return {
    reads: features,
    adds: predictions,
    // What is made between is given back, also where a model throws.
    open: () => (batch) =>
      tf.tidy(() => {
        const inputs = model.inputs.map((input, at) => tensorOf(tf, input, batch.vectors(features[at]!, sizes[at]!)));
        return answersOf(model, inputs, batch.rowCount).map((output) => columnOf(output, batch.rowCount));
      }),
  };
}

/** Rows as a tensor of the sizes that an input has. */
export function tensorOf(tf: Tfjs["tf"], { shape, dtype }: TfjsPort, { data, rows, columns }: Matrix): TfjsTensor {
  const type = dtype === "int32" ? "int32" : "float32";
  const numbers = data.subarray(0, rows * columns);
  const values = type === "int32" ? Int32Array.from(numbers) : Float32Array.from(numbers);
  return tf.tensor(values, [rows, ...(shape!.slice(1) as number[])], type);
}

function answersOf(model: TfjsModel, inputs: readonly TfjsTensor[], rows: number): TfjsTensor[] {
  const given = (inputs.length === 1 ? inputs[0] : inputs) as never;
  const answer = isLayersModel(model) ? model.predictOnBatch(given) : model.predict(given);
  const tensors = Array.isArray(answer) ? answer : [answer];
  if (tensors.every((tensor) => isTensor(tensor) && (tensor.shape[0] ?? 1) === rows)) return tensors;
  throw new TypeError(
    `Cannot predict by a model of tfjs as it must answer each of ${countText(rows, "row")}: got ${JSON.stringify(tensors.map((tensor) => (isTensor(tensor) ? tensor.shape : typeof tensor)))}; ` +
      "take outputs whose first size is that of the rows",
  );
}

function isTensor(value: unknown): value is TfjsTensor {
  return typeof value === "object" && value !== null && "dataSync" in value;
}

function columnOf(tensor: TfjsTensor, rows: number): Column {
  const data = Float64Array.from(tensor.dataSync());
  const columns = tensor.shape.slice(1).reduce((product, size) => product * size, 1);
  return columns === 1 ? numberColumn(data) : vectorColumn({ data, rows, columns });
}
