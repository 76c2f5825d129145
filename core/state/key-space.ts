import type { Column } from "../data/column.ts";
import { isValid, valueAt } from "../data/column.ts";
import { float64, string } from "../data/data-type.ts";
import type { Dictionary } from "../data/dictionary.ts";
import { encodeKey, keyGroupOf, keyGroupOfNumber } from "../data/key-group.ts";
import {
  areSafe,
  integerNumbers,
  nullableIntegerNumbers,
  nullableSafeNumbers,
  nullableWholeNumbers,
} from "./kernels/key-numbers.ts";
import { isPacked, type PackedKeys, packedKeys, partKindOf } from "./packed-keys.ts";

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
  /** About the memory that remembered keys take. */
  readonly sizeBytes: number;
  /** Whether so many keys are remembered that it is worth asking which are still needed. */
  readonly wantsSweep: boolean;
  /** Forgets every remembered key that `visitLive` does not name. */
  sweep(visitLive: (keep: (number: number) => void) => void): void;
}

/** Where the numbers of a batch's keys are written, batch after batch. */
export interface KeyScratch {
  numbers: Float64Array;
}

function room(scratch: KeyScratch, rowCount: number): Float64Array {
  if (scratch.numbers.length < rowCount) scratch.numbers = new Float64Array(rowCount);
  return scratch.numbers;
}

const firstRemembered = 2 ** 53;

/** A short text, twice referred to, and its place in a map. */
const rememberedBytes = 128;

/** Remembered keys below which sweeping is not worth its time. */
const leastSwept = 65_536;

export function keySpace(maxParallelism: number): KeySpace {
  const memory: KeyMemory = {
    keys: [],
    free: [],
    byText: new Map(),
    byBytes: new Map(),
    codes: new WeakMap(),
    sweepAt: leastSwept,
    texts: textDictionary([]),
    partScratch: [{ numbers: new Float64Array(0) }, { numbers: new Float64Array(0) }],
    packed: packedKeys({
      placeOf: (text) => placeOf(numberOf(memory, text)),
      textAt: (place) => memory.keys[place] as string,
    }),
  };
  memory.texts = textDictionary(memory.keys);
  const keyOf = (number: number): unknown => {
    if (number < firstRemembered) return number;
    return isPacked(number) ? memory.packed.keyOf(number) : memory.keys[placeOf(number)];
  };
  return {
    numbersOf: (columns, names, rowCount, selection, scratch = { numbers: new Float64Array(0) }) =>
      names.length === 0
        ? columnNumbers(memory, columns[0]!, rowCount, selection, scratch)
        : compositeNumbers(memory, columns, names, rowCount, selection, scratch),
    numberOf: (key) => numberOf(memory, key),
    keyOf,
    textsOf: (numbers) => textColumn(memory, numbers),
    partsOf: (numbers, names) => partColumns(memory, numbers, names),
    groupOf: (number) =>
      number < firstRemembered
        ? keyGroupOfNumber(number, maxParallelism)
        : keyGroupOf(encodeKey(keyOf(number)), maxParallelism),
    get sizeBytes() {
      return (memory.keys.length - memory.free.length) * rememberedBytes;
    },
    get wantsSweep() {
      return memory.keys.length - memory.free.length >= memory.sweepAt;
    },
    sweep: (visitLive) => sweep(memory, visitLive),
  };
}

interface KeyMemory {
  keys: unknown[];
  readonly free: number[];
  readonly byText: Map<string, number>;
  /** Keys other than text, by their encoded bytes as latin-1 text. */
  readonly byBytes: Map<string, number>;
  /** Numbers of a dictionary's codes, NaN where not yet asked. */
  codes: WeakMap<Dictionary, Float64Array>;
  sweepAt: number;
  readonly packed: PackedKeys;
  readonly partScratch: readonly [KeyScratch, KeyScratch];
  /** Texts by place; made anew when places change their meaning. */
  texts: { size: number; readonly texts: string[]; text(code: number): string };
}

function placeOf(number: number): number {
  return (number - firstRemembered) / 2;
}

function textDictionary(keys: unknown[]): KeyMemory["texts"] {
  const texts = keys as string[];
  return {
    get size() {
      return texts.length;
    },
    texts,
    text: (code) => texts[code]!,
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

function numberOf(memory: KeyMemory, key: unknown): number {
  if (typeof key === "number" && key > -firstRemembered && key < firstRemembered) return key + 0;
  if (typeof key === "string") return remembered(memory, memory.byText, key, key);
  return memory.packed.numberOf(key) ?? remembered(memory, memory.byBytes, latin1(encodeKey(key)), key);
}

function remembered(memory: KeyMemory, index: Map<string, number>, text: string, key: unknown): number {
  let number = index.get(text);
  if (number === undefined) {
    const place = memory.free.pop() ?? memory.keys.length;
    memory.keys[place] = key;
    number = firstRemembered + 2 * place;
    index.set(text, number);
  }
  return number;
}

function columnNumbers(
  memory: KeyMemory,
  column: Column,
  rowCount: number,
  selection: Int32Array | undefined,
  scratch: KeyScratch,
): Float64Array {
  const sparse = selection !== undefined && 4 * selection.length < rowCount;
  const rows = sparse ? selection : undefined;
  if (column.layout === "float64" && column.validity === undefined) {
    if (isWhole(column) || areSafe(column.values, rows, rowCount)) return column.values;
  }
  const out = room(scratch, rowCount);
  if (column.layout === "dictionary") dictionaryNumbers(memory, column.dictionary, column, rowCount, selection, out);
  else if (column.layout === "int32" && column.validity === undefined)
    integerNumbers(column.values, rows, rowCount, out);
  else if (column.layout === "int32") nullableIntegerNumbers(column.values, column.validity!, rows, rowCount, out);
  else if (column.layout === "float64" && column.validity !== undefined && isWhole(column))
    nullableWholeNumbers(column.values, column.validity, rows, rowCount, out);
  else if (column.layout === "float64" && nullableSafeNumbers(column.values, column.validity, rows, rowCount, out))
    return out;
  else
    eachRow(rowCount, selection, (row) => {
      const key = valueAt(column, row);
      out[row] = key === null || key === undefined ? Number.NaN : numberOf(memory, key);
    });
  return out;
}

/** Types whose values are whole numbers below 2^53. */
function isWhole({ type }: Column): boolean {
  return type.kind === "int64" || type.kind === "timestamp" || type.kind === "date";
}

function dictionaryNumbers(
  memory: KeyMemory,
  dictionary: Dictionary,
  column: Column & { layout: "dictionary" },
  rowCount: number,
  selection: Int32Array | undefined,
  out: Float64Array,
): void {
  const known = codeNumbers(memory, dictionary);
  const { codes, validity } = column;
  const length = selection?.length ?? rowCount;
  for (let k = 0; k < length; k++) {
    const row = selection === undefined ? k : selection[k]!;
    const code = codes[row]!;
    let number = known[code]!;
    if (validity !== undefined && !isValid(validity, row)) number = Number.NaN;
    else if (Number.isNaN(number)) number = known[code] = numberOf(memory, dictionary.text(code));
    out[row] = number;
  }
}

function codeNumbers(memory: KeyMemory, dictionary: Dictionary): Float64Array {
  let known = memory.codes.get(dictionary);
  if (known === undefined || known.length < dictionary.size) {
    const grown = new Float64Array(dictionary.size).fill(Number.NaN);
    if (known !== undefined) grown.set(known);
    known = grown;
    memory.codes.set(dictionary, known);
  }
  return known;
}

/** Keys of several columns are objects of them. */
function compositeNumbers(
  memory: KeyMemory,
  columns: readonly Column[],
  names: readonly string[],
  rowCount: number,
  selection: Int32Array | undefined,
  scratch: KeyScratch,
): Float64Array {
  const out = room(scratch, rowCount);
  const packed = columns.length === 2 ? packedNumbers(memory, columns, names, rowCount, selection, out) : 0;
  if (packed === (selection?.length ?? rowCount)) return out;
  eachRow(rowCount, selection, (row) => {
    if (packed > 0 && !Number.isNaN(out[row]!)) return;
    const key: Record<string, unknown> = {};
    columns.forEach((column, at) => {
      key[names[at]!] = valueAt(column, row);
    });
    out[row] = numberOf(memory, key);
  });
  return out;
}

/** Packs what can be packed, leaving NaN at the other rows where anything can; gives at how many it can. */
function packedNumbers(
  memory: KeyMemory,
  columns: readonly Column[],
  names: readonly string[],
  rowCount: number,
  selection: Int32Array | undefined,
  out: Float64Array,
): number {
  const kinds = columns.map(partKindOf);
  const [left, right] = kinds;
  if (left === undefined || right === undefined) return 0;
  const parts = columns.map((column, at) => {
    const numbers = columnNumbers(memory, column, rowCount, selection, memory.partScratch[at as 0 | 1]);
    return kinds[at] === "text" ? numbers.map(placeOf) : numbers;
  });
  return memory.packed.numbersOf([parts[0]!, parts[1]!], [left, right], [names[0]!, names[1]!], {
    selection,
    rowCount,
    out,
  });
}

function eachRow(rowCount: number, selection: Int32Array | undefined, visit: (row: number) => void): void {
  if (selection === undefined) for (let row = 0; row < rowCount; row++) visit(row);
  else for (let k = 0; k < selection.length; k++) visit(selection[k]!);
}

function sweep(memory: KeyMemory, visitLive: (keep: (number: number) => void) => void): void {
  const live = new Uint8Array(memory.keys.length);
  const keepPlace = (place: number): void => {
    live[place] = 1;
  };
  visitLive((number) => {
    if (isPacked(number)) memory.packed.eachPlace(number, keepPlace);
    else if (number >= firstRemembered) live[placeOf(number)] = 1;
  });
  for (const place of memory.free) live[place] = 1;
  for (const index of [memory.byText, memory.byBytes]) {
    for (const [text, number] of index) if (live[placeOf(number)] === 0) index.delete(text);
  }
  // Batches given before may be kept with the old texts.
  memory.keys = memory.keys.slice();
  for (let place = 0; place < live.length; place++) {
    if (live[place] === 1) continue;
    memory.keys[place] = undefined;
    memory.free.push(place);
  }
  memory.codes = new WeakMap();
  memory.texts = textDictionary(memory.keys);
  memory.sweepAt = Math.max(leastSwept, 2 * (memory.keys.length - memory.free.length));
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
