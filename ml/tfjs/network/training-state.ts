import type { Learned } from "../../stages/learned.ts";
import type { TfjsLayersModel, TfjsLibrary, TfjsTensor } from "./library.ts";

/** Behind which epoch training goes on. */
export interface Epochs {
  readonly epochs: number;
  /** Of the rows, which is shuffled anew from where it is. */
  readonly order: Int32Array;
  /** The state of what shuffles. */
  readonly random: number;
}

interface Named {
  readonly name: string;
  readonly tensor: TfjsTensor;
}

/** What tfjs's optimizers have: moments of gradients, and how many steps there were. */
interface Optimizer {
  getClassName(): string;
  getConfig(): object;
  getWeights(): Promise<readonly Named[]>;
  setWeights(weights: readonly Named[]): Promise<void>;
}

/** What a network has learned, and what its optimizer remembers. */
export async function trainingState(model: TfjsLayersModel, { epochs, order, random }: Epochs): Promise<Learned> {
  const own = model.getWeights().map((tensor, at): Named => ({ name: `weight ${at}`, tensor }));
  const remembered = await (model.optimizer as Optimizer).getWeights();
  const all = [...own, ...remembered];
  const values = all.map(({ tensor }) => Float64Array.from(tensor.dataSync()));
  const numbers = new Float64Array(values.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const one of values) {
    numbers.set(one, at);
    at += one.length;
  }
  const shapes = all.map(({ name, tensor }) => JSON.stringify({ name, shape: tensor.shape, type: tensor.dtype }));
  return { epochs, order: order.slice(), random, numbers, shapes, weights: own.length, network: networkOf(model) };
}

/** Gives a network back what it had. @throws Where that is of another network. */
export async function goOn(tf: TfjsLibrary, model: TfjsLayersModel, kept: Learned): Promise<Epochs> {
  const { numbers, shapes, weights, network, ...epochs } = kept as unknown as Epochs & {
    readonly numbers: Float64Array;
    readonly shapes: readonly string[];
    readonly weights: number;
    readonly network: string;
  };
  mustBeSame(network, networkOf(model));
  let at = 0;
  const all = shapes.map((text): Named => {
    const { name, shape, type } = JSON.parse(text) as { name: string; shape: number[]; type: "float32" | "int32" };
    const end = at + shape.reduce((product, size) => product * size, 1);
    const own = numbers.subarray(at, end);
    at = end;
    return { name, tensor: tf.tensor(type === "int32" ? Int32Array.from(own) : Float32Array.from(own), shape, type) };
  });
  model.setWeights(all.slice(0, weights).map(({ tensor }) => tensor) as never);
  await (model.optimizer as Optimizer).setWeights(all.slice(weights));
  return epochs;
}

/** Layers, loss and optimizer as a text, without the names that tfjs numbers anew for each model. */
function networkOf(model: TfjsLayersModel): string {
  const { optimizer, loss } = model;
  const own = optimizer as Optimizer;
  const layers = model.toJSON(undefined, false);
  const names = new Map<string, string>();
  JSON.stringify(layers, (key, value) => {
    if (key === "name" && typeof value === "string" && !names.has(value)) names.set(value, `#${names.size}`);
    return value;
  });
  const network = { layers, loss, optimizer: [own.getClassName(), own.getConfig()] };
  return JSON.stringify(network, (_, value) => {
    if (typeof value === "function") return `function ${value.name}`;
    return typeof value === "string" ? (names.get(value) ?? value) : value;
  });
}

function mustBeSame(kept: string, own: string): void {
  if (kept === own) return;
  const [before, now] = [JSON.parse(kept), JSON.parse(own)] as Record<string, unknown>[];
  const other = ["layers", "loss", "optimizer"].filter(
    (part) => JSON.stringify(before![part]) !== JSON.stringify(now![part]),
  );
  throw new Error(
    `Cannot go on with the fit of tfjsNetwork as the network must be the one whose weights were kept: got other ${other.join(" and ")}; ` +
      "name another folder, or delete it",
  );
}
