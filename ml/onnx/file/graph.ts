import { Message } from "./protobuf.ts";

/** What the numbers and texts of a tensor are. */
export type ElementType = "float32" | "uint8" | "int64" | "text" | "float64";

/** `TensorProto.DataType` of onnx.proto. */
const elementTypes: Readonly<Record<ElementType, number>> = { float32: 1, uint8: 2, int64: 7, text: 8, float64: 11 };

/** A value of a graph; undefined where an operator's input is left out. */
export type Value = string;

type Attribute = number | string | readonly number[] | readonly string[] | Message;

/** An attribute that is a float where it is whole, too. */
export interface Attributes {
  readonly [name: string]: Attribute | undefined;
}

/** What stands at the ends of a graph: rows × `size` numbers, or rows where there is no size. */
export interface Port {
  readonly name: string;
  readonly type: ElementType;
  readonly size: number | undefined;
}

const mlDomain = "ai.onnx.ml";

/**
 * A graph of ONNX as it grows, node after node.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the numbers of fields
 */
export class OnnxGraph {
  readonly #nodes: Message[] = [];
  readonly #tensors: Message[] = [];
  readonly #inputs: Port[] = [];
  readonly #outputs: Port[] = [];
  readonly #names = new Set<string>();
  #usesMl = false;

  /** What the first output of a new node is called. */
  add(operator: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    return this.#node("", operator, inputs, attributes);
  }

  /** What both outputs of a new node that has two are called. */
  addTwo(
    operator: string,
    inputs: readonly Value[],
    attributes: Attributes = {},
  ): readonly [first: Value, second: Value] {
    const outputs = [this.#named(operator), this.#named(operator)] as const;
    this.#nodes.push(nodeMessage("", operator, inputs, outputs, attributes));
    return outputs;
  }

  /** … of an operator of `ai.onnx.ml`. */
  addMl(operator: string, inputs: readonly Value[], attributes: Attributes): Value {
    this.#usesMl = true;
    return this.#node(mlDomain, operator, inputs, attributes);
  }

  /** Numbers that do not change. */
  constant(name: string, values: Float64Array | readonly number[], dims: readonly number[]): Value {
    return this.#constant(name, tensor("float64", values, dims));
  }

  /** Whole numbers that do not change, as shapes and axes are. */
  integers(name: string, values: readonly number[]): Value {
    return this.#constant(name, tensor("int64", values, [values.length]));
  }

  input(port: Port): Value {
    this.#inputs.push(port);
    return port.name;
  }

  output(port: Port, value: Value): void {
    // Names of a graph are given once.
    const name = this.#inputs.some((input) => input.name === port.name) ? `${port.name}_out` : port.name;
    this.#nodes.push(nodeMessage("", "Identity", [value], [name], {}));
    this.#outputs.push({ ...port, name });
  }

  /** The whole file. */
  finish(documentation: string): Uint8Array<ArrayBuffer> {
    const graph = new Message();
    for (const node of this.#nodes) graph.message(1, node);
    graph.text(2, "millrace");
    for (const constant of this.#tensors) graph.message(5, constant);
    graph.text(10, documentation);
    for (const port of this.#inputs) graph.message(11, portMessage(port));
    for (const port of this.#outputs) graph.message(12, portMessage(port));
    const model = new Message()
      .varint(1, 10)
      .text(2, "millrace")
      .message(7, graph)
      .message(8, new Message().text(1, "").varint(2, 18));
    // Its trees of doubles, and dictionaries of them, are of version 5.
    return (this.#usesMl ? model.message(8, new Message().text(1, mlDomain).varint(2, 5)) : model).finish();
  }

  #node(domain: string, operator: string, inputs: readonly Value[], attributes: Attributes): Value {
    const output = this.#named(operator);
    this.#nodes.push(nodeMessage(domain, operator, inputs, [output], attributes));
    return output;
  }

  #constant(wanted: string, values: Message): Value {
    const name = this.#named(wanted);
    this.#tensors.push(values.text(8, name));
    return name;
  }

  /** A name that no column has, and no other value. */
  #named(wanted: string): string {
    let name = `/${wanted}`;
    for (let number = 2; this.#names.has(name); number++) name = `/${wanted} ${number}`;
    this.#names.add(name);
    return name;
  }
}

/** `TensorProto`, without its name. */
export function tensor(
  type: ElementType,
  values: ArrayLike<number> | readonly string[],
  dims: readonly number[],
): Message {
  const message = new Message();
  for (const dim of dims) message.varint(1, dim);
  message.varint(2, elementTypes[type]);
  if (type === "text") {
    for (const text of values as readonly string[]) message.text(6, text);
    return message;
  }
  return message.bytes(9, rawBytes(type, values as ArrayLike<number>));
}

/** Little-endian, as on every machine that this runs on; told by the bytes of a number. */
function rawBytes(type: ElementType, values: ArrayLike<number>): Uint8Array {
  if (type === "uint8") return Uint8Array.from(values);
  const width = type === "float32" ? 4 : 8;
  const view = new DataView(new ArrayBuffer(values.length * width));
  for (let at = 0; at < values.length; at++) {
    if (type === "float32") view.setFloat32(at * width, values[at]!, true);
    else if (type === "float64") view.setFloat64(at * width, values[at]!, true);
    else view.setBigInt64(at * width, BigInt(values[at]!), true);
  }
  return new Uint8Array(view.buffer);
}

function nodeMessage(
  domain: string,
  operator: string,
  inputs: readonly Value[],
  outputs: readonly Value[],
  attributes: Attributes,
): Message {
  const node = new Message();
  for (const input of inputs) node.text(1, input);
  for (const output of outputs) node.text(2, output);
  node.text(3, outputs[0]!).text(4, operator);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) node.message(5, attributeMessage(name, value));
  }
  return domain === "" ? node : node.text(7, domain);
}

/** `AttributeProto`: whole numbers as integers, tensors, texts, and lists of them. */
function attributeMessage(name: string, value: Attribute): Message {
  const message = new Message().text(1, name);
  if (value instanceof Message) return message.message(5, value).varint(20, 4);
  if (typeof value === "number") return message.varint(3, value).varint(20, 2);
  if (typeof value === "string") return message.text(4, value).varint(20, 3);
  if (value.some((one) => typeof one === "string")) {
    for (const text of value as readonly string[]) message.text(9, text);
    return message.varint(20, 8);
  }
  for (const number of value as readonly number[]) message.varint(8, number);
  return message.varint(20, 7);
}

function portMessage({ name, type, size }: Port): Message {
  const shape = new Message().message(1, new Message().text(2, "rows"));
  if (size !== undefined) shape.message(1, new Message().varint(1, size));
  const tensorType = new Message().varint(1, elementTypes[type]).message(2, shape);
  return new Message().text(1, name).message(2, new Message().message(1, tensorType));
}
