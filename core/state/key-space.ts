import type { Column } from "../data/column.ts";
import { float64, string } from "../data/data-type.ts";
import { encodeKey, keyGroupOf, keyGroupOfNumber } from "../data/key-group.ts";
import { columnNumbers } from "./column-numbers.ts";
import { compositeNumbers, objectNumbers } from "./composite-numbers.ts";
import {
  firstRemembered,
  type KeyMemory,
  type KeyScratch,
  keyMemory,
  leastSwept,
  numberOf,
  placeOf,
  rememberedIn,
  sizeOf,
  sweep,
} from "./key-memory.ts";
import { isPacked } from "./packed-keys.ts";

/**
 * The keys of an operator as numbers, so that every table is a table of doubles. A number below 2^53 stands for itself;
 * any other key (text, object, bigint, NaN, huge number) is remembered and gets the next even number from 2^53 on,
 * which no number of the first kind can be. Keys of two small parts are packed into numbers from 2^54 on.
 */
export interface KeySpace {
  /**
   * The number of each selected row's key, at the row's number. Without names the key is the only column's value, null
   * giving NaN; with names it is an object of the columns. Written into `scratch`, made anew when too short, or a column's own array.
   */
  numbersOf(
    columns: readonly Column[],
    names: readonly string[],
    rowCount: number,
    selection: Int32Array | undefined,
    scratch?: KeyScratch,
  ): Float64Array;
  numberOf(key: unknown): number;
  keyOf(number: number): unknown;
  /** The keys of numbers as a dictionary column, where all of them are texts. */
  textsOf(numbers: Float64Array): Column | undefined;
  /** The properties of keys that are objects as columns, where they are packed alike. */
  partsOf(numbers: Float64Array, names: readonly string[]): readonly Column[] | undefined;
  groupOf(number: number): number;
  /** Key groups there are. */
  readonly groups: number;
  /** Whether any number may stand for another key than itself. */
  readonly hasOthers: boolean;
  /** About the memory that remembered keys take. */
  readonly sizeBytes: number;
  /** So many keys may have nothing any more: those that are remembered are asked for the sooner. */
  mayForget(count: number): void;
  /** Whether so many keys are remembered that it is worth asking which are still needed. */
  readonly wantsSweep: boolean;
  /** Forgets every remembered key that `visitLive` does not name. */
  sweep(visitLive: (keep: (number: number) => void) => void): void;
}

export function keySpace(maxParallelism: number): KeySpace {
  const memory = keyMemory();
  const keyOf = (number: number): unknown => {
    if (number < firstRemembered) return number;
    return isPacked(number) ? memory.packed.keyOf(number) : memory.keys[placeOf(number)];
  };
  return {
    numbersOf: (columns, names, rowCount, selection, scratch = { numbers: new Float64Array(0) }) =>
      names.length === 0
        ? (objectNumbers(memory, columns[0]!, rowCount, selection, scratch) ??
          columnNumbers(memory, columns[0]!, rowCount, selection, scratch))
        : compositeNumbers(memory, columns, names, rowCount, selection, scratch),
    numberOf: (key) => numberOf(memory, key),
    keyOf,
    textsOf: (numbers) => textColumn(memory, numbers),
    partsOf: (numbers, names) => partColumns(memory, numbers, names),
    groupOf: (number) =>
      number < firstRemembered
        ? keyGroupOfNumber(number, maxParallelism)
        : keyGroupOf(encodeKey(keyOf(number)), maxParallelism),
    groups: maxParallelism,
    get hasOthers() {
      return memory.keys.length > 0 || memory.packed.isUsed;
    },
    get sizeBytes() {
      return sizeOf(memory);
    },
    mayForget: (count) => {
      memory.sweepAt = Math.max(leastSwept, memory.sweepAt - 2 * count);
    },
    get wantsSweep() {
      return rememberedIn(memory) >= memory.sweepAt;
    },
    sweep: (visitLive) => sweep(memory, visitLive),
  };
}

function textColumn(memory: KeyMemory, numbers: Float64Array): Column | undefined {
  const codes = new Int32Array(numbers.length);
  for (let k = 0; k < numbers.length; k++) {
    if (numbers[k]! < firstRemembered || isPacked(numbers[k]!)) return undefined;
    codes[k] = placeOf(numbers[k]!);
  }
  if (memory.byBytes.size > 0) return undefined;
  return { type: string, layout: "dictionary", codes, dictionary: memory.texts, validity: undefined };
}

function partColumns(memory: KeyMemory, numbers: Float64Array, names: readonly string[]): Column[] | undefined {
  return memory.packed.partsOf(numbers, names)?.map(({ kind, values }): Column => {
    if (kind === "integer") return { type: float64, layout: "float64", values, validity: undefined };
    const codes = Int32Array.from(values);
    return { type: string, layout: "dictionary", codes, dictionary: memory.texts, validity: undefined };
  });
}
