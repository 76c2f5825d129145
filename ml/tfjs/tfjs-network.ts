import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { randomOf } from "../learner/random.ts";
import { Turns } from "../learner/turns.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { defineFitting } from "../stages/definitions.ts";
import { checkFit, mustShareWork } from "../stages/estimator.ts";
import { type FitInput, fitInput } from "../stages/fit-input.ts";
import { loadAs } from "../stages/load-model.ts";
import { integer, readParameters } from "../stages/parameters.ts";
import type { Columns, NumberValue, VectorValue } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import type { TfjsLayersModel, TfjsPort } from "./network/library.ts";
import { networkModel, type SavedNetwork } from "./network/network-kind.ts";
import { mustFit, sizeOf, tensorOf } from "./network/predicting.ts";
import { goOn, trainingState } from "./network/training-state.ts";
import type { TfjsModelOptions } from "./tfjs-model.ts";
import type { Tfjs } from "./use-tfjs.ts";

/** How a network learns. */
export interface TfjsNetworkOptions<Features extends string, Label extends string, Prediction extends string>
  extends TfjsModelOptions<Features, Prediction> {
  /** The columns of numbers or vectors that its outputs are to become, in their order. Default `["label"]`. */
  readonly labels?: readonly Label[];
  /** How often it sees all rows, from 1. Default 10. */
  readonly epochs?: number;
  /** Rows of a step, from 1. Default 32. */
  readonly batchRows?: number;
  /** The same seed shows rows in the same order; first weights are those of `build`, whose initializers have seeds of their own. Default 0. */
  readonly seed?: number;
}

const known: KnownOptions<TfjsNetworkOptions<string, string, string>> = {
  features: true,
  labels: true,
  predictions: true,
  epochs: true,
  batchRows: true,
  seed: true,
};

const numbers = {
  epochs: integer({ default: 10, min: 1, unit: "passes" }),
  batchRows: integer({ default: 32, min: 1, unit: "rows" }),
  seed: integer({ default: 0, min: 0 }),
};

/** A network as an estimator. */
export type TfjsNetwork<Features extends string, Label extends string, Prediction extends string> = Estimator<
  Columns<Features, VectorValue | number> & Columns<Label, VectorValue | NumberValue>,
  { [Name in Prediction]: number | Float64Array },
  Model<Columns<Features, VectorValue | number>, { [Name in Prediction]: number | Float64Array }, SavedNetwork>
>;

/**
 * A neural network as an estimator: `build` makes a model of layers and compiles it; `fit` shows it all rows again and again, in another order
 * each time, and tells the mean loss of each epoch. All rows are in memory, 4 bytes a number. Where a loss is of numbers of classes
 * (`sparseCategoricalCrossentropy`), the label is a column of these; else it has a number for each one that the output has.
 *
 * @throws RangeError where the loss is no number any more.
 * @example
 * ```ts
 * import type { Dataset } from "millrace";
 * import { type TfjsLayersModel, tfjsNetwork, useTfjs } from "millrace/ml/tfjs";
 * // build: const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
 * //        model.compile({ loss: "meanSquaredError", optimizer: "adam" }); return model;
 * async function learned(rows: Dataset<{ features: number[]; label: number }>, build: () => TfjsLayersModel) {
 *   const network = tfjsNetwork(await useTfjs(), build, { epochs: 20 });
 *   return network.fit(rows, { onProgress: ({ loss }) => console.log(loss) });
 * }
 * console.log(learned.length); // give it rows: learned(…)
 * ```
 */
export function tfjsNetwork<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(
  tfjs: Tfjs,
  build: () => TfjsLayersModel,
  options: TfjsNetworkOptions<Features, Label, Prediction> = {},
): TfjsNetwork<Features, Label, Prediction> {
  checkOptions(options, known, "tfjsNetwork");
  const given = options as TfjsNetworkOptions<string, string, string>;
  const { features = ["features"], labels = ["label"], predictions = ["prediction"], ...counts } = given;
  const how = readParameters("tfjsNetwork", numbers, counts);
  const columns = { features, predictions };
  const made: TfjsNetwork<Features, Label, Prediction> = {
    kind: "tfjsModel",
    parameters: columns,
    fit: async (dataset, fitting = {}) => {
      checkFit("tfjsNetwork", dataset, fitting);
      mustShareWork({ kind: "tfjsNetwork" }, fitting);
      const model = build();
      mustLearn(model);
      mustFit(model, columns);
      mustFit(model, { features, predictions: labels }, "labels");
      const input = fitInput("tfjsNetwork", dataset, [...new Set([...features, ...labels])], {
        ...fitting,
        passes: "one",
        parameters: { ...columns, labels, ...how },
      });
      const rows = await rowsOf(input, model, features, labels);
      await train(tfjs, model, rows, how, input);
      return networkModel(tfjs, model, columns, input.schema);
    },
    load: (folder) => loadAs(made, folder),
  };
  defineFitting(made, { resumes: 2 });
  return made;
}

function mustLearn(model: TfjsLayersModel): void {
  if (typeof model?.trainOnBatch === "function" && model.optimizer !== undefined && model.optimizer !== null) return;
  throw new TypeError(
    `Cannot fit tfjsNetwork as build must give a model of layers that is compiled: got ${typeof model?.trainOnBatch === "function" ? "one that is not" : typeof model}; ` +
      'call model.compile({ loss: "meanSquaredError", optimizer: "adam" }) in it',
  );
}

/** What comes in or out of a network for all rows: in 32 bits, row by row. */
interface KeptColumn {
  readonly port: TfjsPort;
  readonly data: Float32Array;
  readonly columns: number;
}

interface KeptRows {
  readonly count: number;
  readonly features: readonly KeptColumn[];
  readonly labels: readonly KeptColumn[];
}

async function rowsOf(
  input: FitInput,
  model: TfjsLayersModel,
  features: readonly string[],
  labels: readonly string[],
): Promise<KeptRows> {
  const parts: Matrix[][] = [...features, ...labels].map(() => []);
  await input.pass((batch) => {
    for (const [at, column] of [...features, ...labels].entries()) {
      const size = at < features.length ? sizeOf(model.inputs[at]!, "fit tfjsNetwork") : parts[at]![0]?.columns;
      const { data, rows, columns } = batch.vectors(column, size);
      mustBeFinite(data, { rows, columns, column, firstRow: batch.firstRow });
      // Kept in 32 bits, which is what networks compute in.
      parts[at]!.push({ data: Float32Array.from(data.subarray(0, rows * columns)) as never, rows, columns });
    }
  });
  const kept = (at: number, port: TfjsPort): KeptColumn => {
    const { columns } = parts[at]![0]!;
    const data = new Float32Array(input.rows * columns);
    let place = 0;
    for (const part of parts[at]!) {
      data.set(part.data, place);
      place += part.data.length;
    }
    return { port, data, columns };
  };
  return {
    count: input.rows,
    features: features.map((_, at) => kept(at, model.inputs[at]!)),
    labels: labels.map((_, at) => kept(features.length + at, model.outputs[at]!)),
  };
}

function mustBeFinite(
  data: Float64Array,
  { rows, columns, column, firstRow }: { rows: number; columns: number; column: string; firstRow: number },
): void {
  const at = data.subarray(0, rows * columns).findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new RangeError(
    `Cannot fit tfjsNetwork as column ${JSON.stringify(column)} must hold finite numbers: got ${data[at]} in row ${firstRow + Math.floor(at / columns)}; ` +
      "leave such rows out, or fill them by imputer",
  );
}

async function train(
  { tf }: Tfjs,
  model: TfjsLayersModel,
  { count, features, labels }: KeptRows,
  { epochs, batchRows, seed }: { readonly epochs: number; readonly batchRows: number; readonly seed: number },
  input: FitInput,
): Promise<void> {
  const turns = new Turns(input);
  const random = randomOf(seed);
  const order = Int32Array.from({ length: count }, (_, row) => row);
  const kept = await input.kept();
  const from = kept && (await goOn(tf, model, kept));
  if (from !== undefined) {
    order.set(from.order);
    random.state = from.random;
  }
  for (let epoch = from?.epochs ?? 0; epoch < epochs; epoch++) {
    shuffle(order, random.below);
    let sum = 0;
    for (let start = 0; start < count; start += batchRows) {
      input.signal?.throwIfAborted();
      const rows = order.subarray(start, Math.min(count, start + batchRows));
      const inputs = features.map((column) => tensorOf(tf, column.port, picked(column, rows)));
      const targets = labels.map((column) => labelTensor(tf, column, rows));
      const loss = await model.trainOnBatch(oneOrAll(inputs), oneOrAll(targets));
      tf.dispose([...inputs, ...targets]);
      sum += (Array.isArray(loss) ? loss[0]! : loss) * rows.length;
      await turns.give();
    }
    mustBeLoss(sum / count, epoch);
    input.report({ loss: sum / count });
    await input.keep(() => trainingState(model, { epochs: epoch + 1, order, random: random.state }));
  }
}

function oneOrAll(tensors: readonly unknown[]): never {
  return (tensors.length === 1 ? tensors[0] : tensors) as never;
}

function picked({ data, columns }: KeptColumn, rows: Int32Array): Matrix {
  const taken = new Float64Array(rows.length * columns);
  rows.forEach((row, at) => void taken.set(data.subarray(row * columns, (row + 1) * columns), at * columns));
  return { data: taken, rows: rows.length, columns };
}

/** A label that is as large as the output has its sizes; a number of a class stands by itself. */
function labelTensor(tf: Tfjs["tf"], column: KeptColumn, rows: Int32Array): ReturnType<typeof tensorOf> {
  const sizes = (column.port.shape ?? []).slice(1).map((size) => size ?? 1);
  const isWhole = sizes.reduce((product, size) => product * size, 1) === column.columns;
  const shape = [null, ...(isWhole ? sizes : [column.columns])];
  return tensorOf(tf, { name: column.port.name, shape }, picked(column, rows));
}

function mustBeLoss(loss: number, epoch: number): void {
  if (Number.isFinite(loss)) return;
  throw new RangeError(
    `Cannot fit tfjsNetwork further as its loss must be a number: got ${loss} in epoch ${epoch + 1}; scale the features by standardScaler, or lower the learning rate`,
  );
}

function shuffle(order: Int32Array, below: (end: number) => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = below(at + 1);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
}
