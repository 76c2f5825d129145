import type { Column } from "../data/column.ts";
import { packPairs } from "./kernels/pack-pairs.ts";

/** Each of the two parts of a packed key is below it: together they fill what a double holds between two powers of two. */
export const packedHalf: number = 2 ** 26;
const half = packedHalf;

/** The first packed number; those of shape n lie in [2^(54 + n), 2^(55 + n)), 2^(2 + n) apart. */
const firstPacked = 2 ** 54;

/** Keys of more shapes than an operator can have. */
const mostShapes = 64;

export type PartKind = "integer" | "text";

interface Shape {
  readonly names: readonly [string, string];
  readonly kinds: readonly [PartKind, PartKind];
  readonly first: number;
  readonly step: number;
}

/** What texts are numbered by: places from 0 on. */
export interface TextPlaces {
  placeOf(text: string): number;
  textAt(place: number): string;
}

/**
 * Keys of two columns, each a whole number in [0, 2^26) or a text, as one double that tells both: there is nothing to
 * look up, nothing to remember, and no object to make. (An object in a Map of encoded bytes costs 40 times as much.)
 */
export interface PackedKeys {
  /** Whether any key may have been packed. */
  readonly isUsed: boolean;
  /** The number of a key; undefined where it cannot be packed. */
  numberOf(key: unknown): number | undefined;
  /** Numbers for rows of two columns: written at the row numbers, NaN where a key cannot be packed. Gives how many are. */
  numbersOf(
    parts: readonly [Float64Array, Float64Array],
    kinds: readonly [PartKind, PartKind],
    names: readonly [string, string],
    rows: PackedRows,
  ): number;
  keyOf(number: number): Record<string, unknown>;
  /** The parts of keys as columns, where all are of one shape with these names; texts as places. */
  partsOf(numbers: Float64Array, names: readonly string[]): readonly PackedPart[] | undefined;
  /** Calls back with the place of each text in a key. */
  eachPlace(number: number, visit: (place: number) => void): void;
}

export interface PackedRows {
  readonly selection: Int32Array | undefined;
  readonly rowCount: number;
  readonly out: Float64Array;
}

export interface PackedPart {
  readonly kind: PartKind;
  readonly values: Float64Array;
}

export function isPacked(number: number): boolean {
  return number >= firstPacked;
}

/** Where the packed numbers of the shape of this one begin, and what a distance from there is multiplied by to be a whole number. */
export function packedRange(number: number): { readonly first: number; readonly perStep: number } | undefined {
  const shape = exponentOf(number) - 54;
  return shape >= 0 && shape < mostShapes ? { first: firstPacked * 2 ** shape, perStep: 2 ** (-2 - shape) } : undefined;
}

/** e of a number in [2^e, 2^(e + 1)). */
function exponentOf(number: number): number {
  // The logarithm of a number just below a power of two is rounded up to that power.
  const about = Math.floor(Math.log2(number));
  return number < 2 ** about ? about - 1 : about;
}

export function packedKeys(texts: TextPlaces): PackedKeys {
  const shapes: Shape[] = [];
  return {
    get isUsed() {
      return shapes.length > 0;
    },
    numberOf: (key) => numberOf(shapes, texts, key),
    numbersOf: ([left, right], kinds, names, { selection, rowCount, out }) => {
      const turned = names[0] > names[1];
      const sortedNames = turned ? ([names[1], names[0]] as const) : names;
      const shape = shapeOf(shapes, sortedNames, turned ? [kinds[1], kinds[0]] : kinds);
      if (shape === undefined) return 0;
      const [first, second] = turned ? [right, left] : [left, right];
      const length = selection?.length ?? rowCount;
      return packPairs(first, second, selection ?? noRows, length, shape.first, shape.step, out);
    },
    keyOf: (number) => {
      const { shape, left, right } = partsAt(shapes, number);
      const value = (at: 0 | 1, part: number): unknown => (shape.kinds[at] === "text" ? texts.textAt(part) : part);
      return { [shape.names[0]]: value(0, left), [shape.names[1]]: value(1, right) };
    },
    partsOf: (numbers, names) => partsOf(shapes, numbers, names),
    eachPlace: (number, visit) => {
      const { shape, left, right } = partsAt(shapes, number);
      if (shape.kinds[0] === "text") visit(left);
      if (shape.kinds[1] === "text") visit(right);
    },
  };
}

/** The shape of keys with these names and kinds, a new one where none is known; undefined where there can be no more. */
function shapeOf(
  shapes: Shape[],
  names: readonly [string, string],
  kinds: readonly [PartKind, PartKind],
): Shape | undefined {
  for (const shape of shapes) if (same(shape.names, names) && same(shape.kinds, kinds)) return shape;
  if (shapes.length === mostShapes || names[0] === names[1]) return undefined;
  const scale = 2 ** shapes.length;
  const shape: Shape = { names, kinds, first: firstPacked * scale, step: 4 * scale };
  shapes.push(shape);
  return shape;
}

function numberOf(shapes: Shape[], texts: TextPlaces, key: unknown): number | undefined {
  const names = pairNames(key);
  if (names === undefined) return undefined;
  const values = names.map((name) => (key as Record<string, unknown>)[name]);
  const [first, second] = values.map(kindOf);
  if (first === undefined || second === undefined) return undefined;
  const shape = shapeOf(shapes, names, [first, second]);
  const [left, right] = values.map((value) => (typeof value === "string" ? texts.placeOf(value) : (value as number)));
  if (shape === undefined || left! >= half || right! >= half) return undefined;
  return shape.first + shape.step * (left! * half + right!);
}

function partsAt(shapes: readonly Shape[], number: number): { shape: Shape; left: number; right: number } {
  const shape = shapes[exponentOf(number) - 54]!;
  const packed = (number - shape.first) / shape.step;
  const left = Math.floor(packed / half);
  return { shape, left, right: packed - left * half };
}

function partsOf(
  shapes: readonly Shape[],
  numbers: Float64Array,
  names: readonly string[],
): readonly PackedPart[] | undefined {
  if (numbers.length === 0 || !isPacked(numbers[0]!)) return undefined;
  const { shape } = partsAt(shapes, numbers[0]!);
  const [left, right] = [new Float64Array(numbers.length), new Float64Array(numbers.length)];
  for (let k = 0; k < numbers.length; k++) {
    const packed = (numbers[k]! - shape.first) / shape.step;
    if (!(packed >= 0 && packed < half * half)) return undefined;
    left[k] = Math.floor(packed / half);
    right[k] = packed - left[k]! * half;
  }
  const parts = { [shape.names[0]]: part(shape, 0, left), [shape.names[1]]: part(shape, 1, right) };
  const named = names.map((name) => parts[name]);
  return named.every((each) => each !== undefined) ? named : undefined;
}

const noRows = new Int32Array(0);

function part({ kinds }: Shape, at: 0 | 1, values: Float64Array): PackedPart {
  return { kind: kinds[at], values };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** The names of a plain object of two properties, sorted. */
function pairNames(key: unknown): [string, string] | undefined {
  if (typeof key !== "object" || key === null) return undefined;
  const prototype = Object.getPrototypeOf(key);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const names = Object.keys(key);
  if (names.length !== 2) return undefined;
  return names[0]! < names[1]! ? [names[0]!, names[1]!] : [names[1]!, names[0]!];
}

function kindOf(value: unknown): PartKind | undefined {
  if (typeof value === "string") return "text";
  return typeof value === "number" && value >= 0 && value < half && Math.floor(value) === value ? "integer" : undefined;
}

/** What the values of a column are as parts of a key, as far as its type tells. */
export function partKindOf({ type, layout }: Column): PartKind | undefined {
  if (type.kind === "string") return "text";
  return layout === "int32" || layout === "float64" ? "integer" : undefined;
}
