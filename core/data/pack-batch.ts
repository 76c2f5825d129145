import { type Batch, lengthOf } from "./batch.ts";
import { byteWriter, encodeValue, writeValue } from "./codec.ts";
import { type Column, type ColumnOf, isValid, type Utf8Column, type VectorColumn } from "./column.ts";
import type { Dictionary } from "./dictionary.ts";
import { encoderOf } from "./encoded-values.ts";
import { gatherBigInt64, gatherBits, gatherFloat64, gatherInt32, gatherUint8, gatherValues } from "./kernels/gather.ts";
import { gatherTexts } from "./kernels/gather-texts.ts";
import { gatherVectors } from "./kernels/gather-vectors.ts";
import { aligned, type PackMemory } from "./pack-memory.ts";
import { KnownShapes, type PackNews } from "./pack-shape.ts";
import { TextPacker, type ValuesForm, valuesForm } from "./pack-texts.ts";

/*
 * packed batch = rows, shape, flags (1 times · 2 kinds), 0: an int32 each; then two for each column:
 *   has validity (of values their form), size (of a dictionary its number; of texts and values their bytes)
 * then, each beginning at a multiple of 8: times, kinds, and for each column validity and
 *   values | numbers of vectors | codes | starts, lengths, texts | values by the codec, one after another | numbers of texts | lengths, texts
 * Only the rows that belong to the batch are in it.
 */

export const packHeadBytes = 16;
export const packColumnBytes = 8;
export const packFlags = { times: 1, kinds: 2 } as const;

/** Dictionaries that both sides remember, the newest. */
export const rememberedDictionaries = 64;

/** Packs batches into memory for one reader, which is told once of what they have in common. */
export class BatchPacker {
  /** What the reader has to learn before the batch that was measured last, in order. Whoever takes it empties it. */
  readonly news: Uint8Array[] = [];
  readonly #shapes = new KnownShapes();
  readonly #dictionaries = new WeakMap<Dictionary, ToldDictionary>();
  #dictionaryCount = 0;
  /** Values by the codec, of all columns of the batch at hand. */
  readonly #encoded = byteWriter(1024);
  #encodedAt = 0;
  readonly #texts: TextPacker[] = [];
  /** How each column of values is packed. */
  readonly #forms: ValuesForm[] = [];
  #sizes = new Int32Array(16);
  #batch: Batch | undefined;
  #from = 0;
  #rows = 0;
  #shape = 0;
  #selection: Int32Array | undefined;
  /** The codes of dictionaries as the reader knows them, by column. */
  readonly #codes: Int32Array[] = [];

  /**
   * The bytes that rows [from, to) of a batch will take: a multiple of 8. Where the batch has no selection `from` is a
   * multiple of 8.
   */
  measure(batch: Batch, from = 0, to: number = lengthOf(batch)): number {
    const { columns } = batch;
    this.#batch = batch;
    this.#from = from;
    this.#rows = to - from;
    this.#selection = batch.selection?.subarray(from, to);
    this.#shape = this.#shapes.numberOf(batch, (news) => this.news.push(news));
    this.#encoded.length = 0;
    if (this.#sizes.length < columns.length) this.#sizes = new Int32Array(2 * columns.length);
    const rows = this.#rows;
    let size = packHeadBytes + packColumnBytes * columns.length;
    if (batch.times !== undefined) size += 8 * rows;
    if (batch.kinds !== undefined) size += aligned(rows);
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at]!;
      if (column.validity !== undefined) size += aligned((rows + 7) >> 3);
      size += this.#columnBytes(column, at);
    }
    return size;
  }

  /** Packs what was measured last. */
  write(memory: PackMemory, at: number): void {
    const { columns, times, kinds } = this.#batch!;
    const rows = this.#rows;
    let int = at >> 2;
    memory.ints[int++] = rows;
    memory.ints[int++] = this.#shape;
    memory.ints[int++] = (times === undefined ? 0 : packFlags.times) | (kinds === undefined ? 0 : packFlags.kinds);
    memory.ints[int++] = 0;
    for (let column = 0; column < columns.length; column++) {
      const { layout, validity } = columns[column]!;
      memory.ints[int++] = layout === "values" ? this.#forms[column]! : validity === undefined ? 0 : 1;
      memory.ints[int++] = this.#sizes[column]!;
    }
    let next = at + packHeadBytes + packColumnBytes * columns.length;
    if (times !== undefined) next = this.#doubles(times, memory, next);
    if (kinds !== undefined) next = this.#bytes(kinds, memory, next);
    this.#encodedAt = 0;
    for (let column = 0; column < columns.length; column++) {
      const { validity } = columns[column]!;
      if (validity !== undefined) next = this.#bits(validity, memory, next);
      next = this.#values(columns[column]!, column, memory, next);
    }
    this.#batch = undefined;
  }

  /** Notes what the head says of a column's size, and gives the bytes it takes. */
  #columnBytes(column: Column, at: number): number {
    const rows = this.#rows;
    this.#sizes[at] = 0;
    switch (column.layout) {
      case "uint8":
        return aligned(rows);
      case "int32":
        return aligned(4 * rows);
      case "float64":
      case "bigint64":
        return 8 * rows;
      case "vector":
        return 8 * rows * column.type.size;
      case "dictionary":
        this.#sizes[at] = this.#dictionaryNumber(column, at);
        return aligned(4 * rows);
      case "utf8":
        this.#sizes[at] = textBytes(column, this.#selection, this.#from, rows);
        return 2 * aligned(4 * rows) + aligned(this.#sizes[at]!);
      case "values":
        return this.#valuesBytes(column.values, at);
    }
  }

  #valuesBytes(values: readonly unknown[], at: number): number {
    const rows = this.#rows;
    const picked = this.#picked(values);
    const encode = encoderOf(values);
    if (encode !== undefined) {
      this.#forms[at] = valuesForm.encoded;
      return this.#codecBytes(at, (k) => encode(picked[k] as never));
    }
    const texts = this.#texts[at] ?? new TextPacker();
    this.#texts[at] = texts;
    const form = texts.measure(picked, rows);
    this.#forms[at] = form;
    if (texts.fresh.length > 0) {
      const news: PackNews = { column: at, first: texts.firstFresh, texts: texts.fresh };
      this.news.push(encodeValue(news));
      texts.fresh = [];
    }
    if (form === valuesForm.known) return aligned(4 * rows);
    if (form === valuesForm.utf8) {
      this.#sizes[at] = texts.bytes.length;
      return aligned(4 * rows) + aligned(texts.bytes.length);
    }
    return this.#codecBytes(at, (k) => picked[k]);
  }

  #codecBytes(at: number, valueAt: (k: number) => unknown): number {
    const before = this.#encoded.length;
    for (let k = 0; k < this.#rows; k++) writeValue(this.#encoded, valueAt(k));
    this.#sizes[at] = this.#encoded.length - before;
    return aligned(this.#sizes[at]!);
  }

  /** The values of the rows that are packed. */
  #picked(values: readonly unknown[]): readonly unknown[] {
    const selection = this.#selection;
    if (selection !== undefined) return gatherValues(values, selection);
    return this.#from === 0 ? values : values.slice(this.#from, this.#from + this.#rows);
  }

  #rowAt(k: number): number {
    return this.#selection === undefined ? this.#from + k : this.#selection[k]!;
  }

  #values(column: Column, number: number, memory: PackMemory, at: number): number {
    switch (column.layout) {
      case "uint8":
        return this.#bytes(column.values, memory, at);
      case "int32":
        return this.#ints(column.values, memory, at);
      case "float64":
        return this.#doubles(column.values, memory, at);
      case "bigint64":
        return this.#bigs(column.values, memory, at);
      case "vector":
        return this.#vectors(column, memory, at);
      case "dictionary":
        memory.ints.set(this.#codes[number]!.subarray(0, this.#rows), at >> 2);
        return at + aligned(4 * this.#rows);
      case "utf8":
        return this.#utf8(column, this.#sizes[number]!, memory, at);
      case "values":
        return this.#anyValues(number, memory, at);
    }
  }

  #anyValues(number: number, memory: PackMemory, at: number): number {
    const size = this.#sizes[number]!;
    const form = this.#forms[number]!;
    if (form === valuesForm.codec || form === valuesForm.encoded) {
      memory.bytes.set(this.#encoded.bytes.subarray(this.#encodedAt, this.#encodedAt + size), at);
      this.#encodedAt += size;
      return at + aligned(size);
    }
    const texts = this.#texts[number]!;
    const rows = this.#rows;
    memory.ints.set(texts.words.subarray(0, rows), at >> 2);
    const next = at + aligned(4 * rows);
    if (form === valuesForm.utf8) memory.bytes.set(texts.bytes, next);
    return next + aligned(size);
  }

  #doubles(values: Float64Array, { doubles }: PackMemory, at: number): number {
    const first = at >> 3;
    const rows = this.#rows;
    if (this.#selection === undefined) doubles.set(values.subarray(this.#from, this.#from + rows), first);
    else gatherFloat64(values, this.#selection, doubles.subarray(first, first + rows));
    return at + 8 * rows;
  }

  #vectors({ data, type: { size } }: VectorColumn, { doubles }: PackMemory, at: number): number {
    const first = at >> 3;
    const rows = this.#rows;
    if (this.#selection === undefined) doubles.set(data.subarray(this.#from * size, (this.#from + rows) * size), first);
    else gatherVectors(data, size, this.#selection, doubles.subarray(first, first + rows * size));
    return at + 8 * rows * size;
  }

  #bigs(values: BigInt64Array, { bigs }: PackMemory, at: number): number {
    const first = at >> 3;
    const rows = this.#rows;
    if (this.#selection === undefined) bigs.set(values.subarray(this.#from, this.#from + rows), first);
    else gatherBigInt64(values, this.#selection, bigs.subarray(first, first + rows));
    return at + 8 * rows;
  }

  #ints(values: Int32Array, { ints }: PackMemory, at: number): number {
    const first = at >> 2;
    const rows = this.#rows;
    if (this.#selection === undefined) ints.set(values.subarray(this.#from, this.#from + rows), first);
    else gatherInt32(values, this.#selection, ints.subarray(first, first + rows));
    return at + aligned(4 * rows);
  }

  #bytes(values: Uint8Array, { bytes }: PackMemory, at: number): number {
    const rows = this.#rows;
    if (this.#selection === undefined) bytes.set(values.subarray(this.#from, this.#from + rows), at);
    else gatherUint8(values, this.#selection, bytes.subarray(at, at + rows));
    return at + aligned(rows);
  }

  #bits(bits: Uint8Array, { bytes }: PackMemory, at: number): number {
    const count = (this.#rows + 7) >> 3;
    const first = this.#from >> 3;
    bytes.set(
      this.#selection === undefined ? bits.subarray(first, first + count) : gatherBits(bits, this.#selection),
      at,
    );
    return at + aligned(count);
  }

  /** Starts and lengths of the rows, and only their texts: absent ones are empty. */
  #utf8({ bytes, starts, lengths, validity }: Utf8Column, size: number, memory: PackMemory, at: number): number {
    const rows = this.#rows;
    const half = aligned(4 * rows);
    const ownStarts = memory.ints.subarray(at >> 2, (at >> 2) + rows);
    const ownLengths = memory.ints.subarray((at + half) >> 2, ((at + half) >> 2) + rows);
    for (let k = 0; k < rows; k++) {
      const row = this.#rowAt(k);
      const valid = isValid(validity, row);
      ownStarts[k] = valid ? starts[row]! : 0;
      ownLengths[k] = valid ? lengths[row]! : 0;
    }
    const first = at + 2 * half;
    gatherTexts(bytes, ownStarts, ownLengths, memory.bytes, memory.ints, first);
    return first + aligned(size);
  }

  /**
   * Gives the number of the dictionary, and notes the codes by which the reader knows the texts: a dictionary may grow, and
   * only what batches show is told.
   */
  #dictionaryNumber({ codes, dictionary, validity }: ColumnOf<"dictionary">, at: number): number {
    const told = this.#toldOf(dictionary);
    const own = this.#codesFor(at);
    const fresh: string[] = [];
    const first = told.count;
    for (let k = 0; k < this.#rows; k++) {
      const row = this.#rowAt(k);
      own[k] = 0;
      if (!isValid(validity, row)) continue;
      const code = codes[row]!;
      if (code >= told.numbers.length) told.numbers = grown(told.numbers, code);
      if (told.numbers[code] === unknown) {
        told.numbers[code] = told.count++;
        fresh.push(dictionary.text(code));
      }
      own[k] = told.numbers[code]!;
    }
    // Codes of absent texts should have a text, too.
    if (told.count === 0) told.count = fresh.push("");
    if (fresh.length > 0)
      this.news.push(encodeValue({ dictionary: told.number, first, texts: fresh } satisfies PackNews));
    return told.number;
  }

  #toldOf(dictionary: Dictionary): ToldDictionary {
    const known = this.#dictionaries.get(dictionary);
    if (known !== undefined && known.number >= this.#dictionaryCount - rememberedDictionaries) return known;
    const told = { number: this.#dictionaryCount++, numbers: grown(new Int32Array(0), dictionary.size), count: 0 };
    this.#dictionaries.set(dictionary, told);
    return told;
  }

  #codesFor(at: number): Int32Array {
    let own = this.#codes[at];
    if (own === undefined || own.length < this.#rows) {
      own = new Int32Array(this.#rows);
      this.#codes[at] = own;
    }
    return own;
  }
}

/** What the reader knows of a dictionary. */
interface ToldDictionary {
  readonly number: number;
  /** By code, under which number the reader knows the text. */
  numbers: Int32Array;
  /** Texts that it knows. */
  count: number;
}

const unknown = -1;

/** Room for a code. */
function grown(numbers: Int32Array, code: number): Int32Array {
  const larger = new Int32Array(Math.max(code + 1, 2 * numbers.length)).fill(unknown);
  larger.set(numbers);
  return larger;
}

function textBytes(
  { lengths, validity }: Utf8Column,
  selection: Int32Array | undefined,
  from: number,
  rows: number,
): number {
  let size = 0;
  for (let k = 0; k < rows; k++) {
    const row = selection === undefined ? from + k : selection[k]!;
    if (isValid(validity, row)) size += (lengths[row]! + 3) & ~3;
  }
  return size;
}
