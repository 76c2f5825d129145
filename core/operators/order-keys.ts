import type { Column } from "../data/column.ts";
import { longerArray } from "../data/grown.ts";
import { signedNumbers } from "./kernels/signed-numbers.ts";
import { sortedValue } from "./sort-values.ts";

/** What rows are ordered by, the best first: of numbers the least or the greatest. */
export type Direction = "ascending" | "descending";

/** What a value is, in order: NaN is the greatest of numbers (1 ascending, −1 descending), what is absent comes last. */
const present = 0;
const absent = 2;

const firstLength = 64;

/**
 * The values that kept rows are ordered by, at an index for each. Loaded from the columns of a batch. The order is that of
 * `max` and `min`: NaN is the greatest, texts are greater than what goes by its number; what is absent comes last, in either
 * direction.
 */
export class OrderKeys {
  readonly #parts: readonly OrderPart[];

  constructor(directions: readonly Direction[]) {
    this.#parts = directions.map((direction) => new OrderPart(direction === "descending" ? -1 : 1));
  }

  /** The only part's numbers, the least the best, where all values so far are numbers; else undefined. */
  get numbers(): Float64Array | undefined {
    return this.#parts.length === 1 ? this.#parts[0]!.plain : undefined;
  }

  /** The same of the loaded rows. */
  get loaded(): Float64Array {
    return this.#parts[0]!.loaded;
  }

  /** Whether a loaded row has nothing for the first part. */
  isAbsent(row: number): boolean {
    return this.#parts[0]!.isAbsent(row);
  }

  reserve(length: number): void {
    for (const part of this.#parts) part.reserve(length);
  }

  load(columns: readonly Column[], rowCount: number, selection: Int32Array | undefined): void {
    this.#parts.forEach((part, at) => part.load(columns[at]!, rowCount, selection));
  }

  /** The value at an index becomes that of a loaded row. */
  set(index: number, row: number): void {
    for (const part of this.#parts) part.set(index, row);
  }

  /** Below 0 where the first comes before the second. */
  compare(a: number, b: number): number {
    for (const part of this.#parts) {
      const order = part.compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  }
}

class OrderPart {
  readonly #sign: 1 | -1;
  /** Numbers times the sign, so that the least is the best. */
  #numbers: Float64Array = new Float64Array(firstLength);
  #kinds: Int8Array = new Int8Array(firstLength);
  /** Only once something that is no number has come; then of all indices. */
  #values: unknown[] | undefined;
  /** Whether any value was ever NaN or absent. */
  #gaps = false;
  loaded: Float64Array = new Float64Array(0);
  #loadedKinds: Int8Array = new Int8Array(0);
  #loadedValues: unknown[] | undefined;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  get plain(): Float64Array | undefined {
    return this.#gaps || this.#values !== undefined ? undefined : this.#numbers;
  }

  isAbsent(row: number): boolean {
    return this.#gaps && this.#loadedKinds[row] === absent;
  }

  reserve(length: number): void {
    if (length <= this.#numbers.length) return;
    const capacity = Math.max(length, 2 * this.#numbers.length);
    this.#numbers = longerArray(this.#numbers, capacity);
    const kinds = new Int8Array(capacity);
    kinds.set(this.#kinds);
    this.#kinds = kinds;
  }

  load(column: Column, rowCount: number, selection: Int32Array | undefined): void {
    if (this.loaded.length < rowCount) {
      this.loaded = new Float64Array(rowCount);
      this.#loadedKinds = new Int8Array(rowCount);
    }
    this.#loadedValues = undefined;
    const isNumbers = column.layout === "float64" || column.layout === "int32";
    if (isNumbers && column.validity === undefined) this.#loadNumbers(column.values, rowCount, selection);
    else this.#loadValues(column, rowCount);
  }

  /** Rows that are not selected may hold anything. */
  #loadNumbers(values: Float64Array | Int32Array, rowCount: number, selection: Int32Array | undefined): void {
    signedNumbers(values, this.#sign, rowCount, this.loaded);
    if (this.#gaps) this.#loadedKinds.fill(present, 0, rowCount);
    if (values instanceof Float64Array && anyNaN(values, selection, rowCount)) this.#markGaps(rowCount, selection);
  }

  #markGaps(rowCount: number, selection: Int32Array | undefined): void {
    const length = selection?.length ?? rowCount;
    for (let k = 0; k < length; k++) {
      const row = selection === undefined ? k : selection[k]!;
      const isNumber = !Number.isNaN(this.loaded[row]!);
      this.#loadedKinds[row] = isNumber ? present : this.#sign;
      if (!isNumber) this.#gaps = true;
    }
  }

  #loadValues(column: Column, rowCount: number): void {
    for (let row = 0; row < rowCount; row++) {
      const value = sortedValue(column, row) ?? null;
      const number = numberOf(value);
      if (number === undefined) {
        this.#loadedValues ??= Array.from({ length: row }, (_, before) => this.#numberAt(before));
        this.#values ??= Array.from(this.#numbers, (each) => this.#sign * each);
      }
      if (this.#loadedValues !== undefined) this.#loadedValues[row] = value instanceof Date ? number : value;
      this.loaded[row] = this.#sign * (number ?? 0);
      const kind = value === null ? absent : number !== undefined && Number.isNaN(number) ? this.#sign : present;
      this.#loadedKinds[row] = kind;
      if (kind !== present) this.#gaps = true;
    }
  }

  #numberAt(row: number): number {
    return this.#sign * this.loaded[row]!;
  }

  set(index: number, row: number): void {
    this.#numbers[index] = this.loaded[row]!;
    if (this.#gaps) this.#kinds[index] = this.#loadedKinds[row]!;
    if (this.#values !== undefined) this.#values[index] = this.#loadedValues?.[row] ?? this.#numberAt(row);
  }

  compare(a: number, b: number): number {
    if (this.#gaps) {
      const [kindA, kindB] = [this.#kinds[a]!, this.#kinds[b]!];
      if (kindA !== kindB) return kindA - kindB;
      if (kindA !== present) return 0;
    }
    if (this.#values === undefined) return this.#numbers[a]! - this.#numbers[b]! || orderOf(this.#numbers, a, b);
    const [valueA, valueB] = [this.#values[a] as number, this.#values[b] as number];
    if ((typeof valueA === "string") !== (typeof valueB === "string"))
      return typeof valueA === "string" ? this.#sign : -this.#sign;
    if (valueA < valueB) return -this.#sign;
    return valueA > valueB ? this.#sign : 0;
  }
}

function anyNaN(values: Float64Array, selection: Int32Array | undefined, rowCount: number): boolean {
  const length = selection?.length ?? rowCount;
  for (let k = 0; k < length; k++) if (Number.isNaN(values[selection === undefined ? k : selection[k]!]!)) return true;
  return false;
}

/** Infinities less themselves are NaN. */
function orderOf(numbers: Float64Array, a: number, b: number): number {
  if (numbers[a]! < numbers[b]!) return -1;
  return numbers[a]! > numbers[b]! ? 1 : 0;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Date) return value.getTime();
  return value === null ? 0 : undefined;
}
