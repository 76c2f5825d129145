import { countText } from "../../../core/display/mod.ts";
import { nearestNames } from "../../../core/mod.ts";
import type { OnnxAnswer, OnnxPort, OnnxRuntime } from "./runtime.ts";

/** What becomes of the values of a column: an array of the element type. */
const arrays: Readonly<Record<string, (values: readonly unknown[]) => object>> = {
  float32: (values) => Float32Array.from(values as number[], Number),
  float64: (values) => Float64Array.from(values as number[], Number),
  int8: (values) => Int8Array.from(values as number[], Number),
  uint8: (values) => Uint8Array.from(values as number[], Number),
  int16: (values) => Int16Array.from(values as number[], Number),
  int32: (values) => Int32Array.from(values as number[], Number),
  int64: (values) => BigInt64Array.from(values, (value) => BigInt(value as number)),
  bool: (values) => Uint8Array.from(values, (value) => Number(value === true || value === 1)),
  string: (values) => values.map(String),
};

/** How many numbers or texts a row has at an input: the product of its sizes but for the rows'; undefined where one is not known. */
function rowSize({ shape = [] }: OnnxPort): number | undefined {
  const sizes = shape.slice(1);
  return sizes.every((size) => typeof size === "number" && size > 0)
    ? sizes.reduce<number>((product, size) => product * (size as number), 1)
    : undefined;
}

/** Refuses inputs that no column can be, and outputs that no column can hold. */
export function mustBePort(port: OnnxPort, what: "input" | "output"): void {
  const first = port.shape?.[0];
  if (what === "input" && typeof first === "number" && first > 1) {
    throw new TypeError(
      `Cannot use a file of ONNX as its input ${JSON.stringify(port.name)} must take any number of rows, or one: got ${first}; export it with a dynamic first axis`,
    );
  }
  const isKnown = port.isTensor && (what === "output" || Object.hasOwn(arrays, port.type ?? ""));
  if (isKnown) return;
  throw new TypeError(
    `Cannot use a file of ONNX as its ${what} ${JSON.stringify(port.name)} must be a tensor of numbers or texts: got ${port.isTensor ? port.type : "a map or a sequence"}; ` +
      (what === "output" ? "leave it out by outputs, or export it without ZipMap" : "export it with another type"),
  );
}

/** Refuses a row that has no such column, or another number of values. */
export function mustFit(port: OnnxPort, column: string, row: Readonly<Record<string, unknown>>): void {
  const value = row[column];
  if (value === undefined && !(column in row)) {
    const near = nearestNames(column, Object.keys(row));
    throw new TypeError(
      `Cannot ask a file of ONNX as its input ${JSON.stringify(port.name)} must have a column: got none called ${JSON.stringify(column)}; ` +
        (near.length > 0
          ? `did you mean ${near.map((name) => JSON.stringify(name)).join(" or ")}?`
          : "say which by inputs"),
    );
  }
  const [wanted, got] = [rowSize(port), isList(value) ? value.length : 1];
  if (value !== null && value !== undefined && wanted !== undefined && wanted !== got)
    throw wrongSize(port, column, wanted, got);
}

/** Values of a column, one for each row, as a tensor. */
export function tensorOf(
  { Tensor }: OnnxRuntime,
  port: OnnxPort,
  column: string,
  values: readonly unknown[],
): InstanceType<OnnxRuntime["Tensor"]> {
  const size = rowSize(port);
  const flat: unknown[] = [];
  let width = size;
  for (const value of values) {
    const row = isList(value) ? Array.from(value) : [value];
    width ??= row.length;
    if (row.length !== width) throw wrongSize(port, column, width, row.length);
    for (const one of row) flat.push(one);
  }
  // Sizes that are not known, but for the rows', are one: that of the vectors.
  const sizes = (port.shape ?? []).slice(1).map((one) => (typeof one === "number" ? one : width!));
  const dims = [values.length, ...((port.shape ?? []).length === 0 && width !== 1 ? [width!] : sizes)];
  return new Tensor(port.type as never, arrays[port.type!]!(flat) as never, dims);
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return typeof value === "object" && value !== null && "length" in value;
}

function wrongSize(port: OnnxPort, column: string, wanted: number, got: number): RangeError {
  return new RangeError(
    `Cannot ask a file of ONNX as column ${JSON.stringify(column)} must have ${countText(wanted, "value")} for its input ${JSON.stringify(port.name)}: got ${got}; assemble them in one way`,
  );
}

/** What each row has of an answer: a number or text, or a vector where it has several. */
export function valuesOf(name: string, { data, dims }: OnnxAnswer, rows: number): unknown[] {
  const width = dims.slice(1).reduce((product, size) => product * size, 1);
  if ((dims[0] ?? 1) !== rows || data.length !== rows * width) {
    throw new TypeError(
      `Cannot use the output ${JSON.stringify(name)} of a file of ONNX as it must answer each of ${countText(rows, "row")}: got sizes ${JSON.stringify(dims)}; leave it out by outputs`,
    );
  }
  const plain = (value: number | bigint | string): number | string =>
    typeof value === "bigint" ? Number(value) : value;
  return Array.from({ length: rows }, (_, row) => {
    if (width === 1) return plain(data[row]!);
    const own = Array.from({ length: width }, (_, at) => plain(data[row * width + at]!));
    return typeof own[0] === "number" ? Float64Array.from(own as number[]) : own;
  });
}
