import { type Batch, makeBatch } from "./batch.ts";
import { readValue } from "./codec.ts";
import type { Column, Layout } from "./column.ts";
import type { DataType, VectorType } from "./data-type.ts";
import type { Dictionary } from "./dictionary.ts";
import { EncodedValue } from "./encoded-values.ts";
import { packColumnBytes, packFlags, packHeadBytes, rememberedDictionaries } from "./pack-batch.ts";
import { aligned, type PackMemory } from "./pack-memory.ts";
import { newsOf, type PackShape, type SchemaPool } from "./pack-shape.ts";
import { knownTexts, textsOf, valuesForm } from "./pack-texts.ts";

/** Reads what one `BatchPacker` wrote. */
export class BatchUnpacker {
  readonly #schemas: SchemaPool;
  readonly #shapes: PackShape[] = [];
  readonly #dictionaries = new Map<number, GrowingDictionary>();
  /** Texts that have numbers, by column. */
  readonly #texts: string[][] = [];

  constructor(schemas: SchemaPool) {
    this.#schemas = schemas;
  }

  /** Takes note of what comes before a batch. */
  learn(bytes: Uint8Array): void {
    const news = newsOf(bytes);
    if ("shape" in news) {
      const { layouts, types } = news;
      this.#shapes[news.shape] = { schema: this.#schemas.schemaOf(news), layouts, types };
    } else if ("column" in news) {
      const known = this.#texts[news.column] ?? [];
      this.#texts[news.column] = known;
      for (const [at, text] of news.texts.entries()) known[news.first + at] = text;
    } else {
      if (news.first === 0) {
        this.#dictionaries.set(news.dictionary, growingDictionary([]));
        this.#dictionaries.delete(news.dictionary - rememberedDictionaries);
      }
      const { texts } = this.#dictionaries.get(news.dictionary)!;
      for (const text of news.texts) texts.push(text);
    }
  }

  /**
   * The batch that lies at some place: views into the memory, but for what may be kept without asking (texts, values).
   *
   * @param keeps Whether the memory stays as it is; otherwise the batch is valid during the call that it is given in only.
   */
  read(memory: PackMemory, at: number, keeps: boolean): Batch {
    const { ints } = memory;
    const int = at >> 2;
    const rows = ints[int]!;
    const { schema, layouts, types } = this.#shapes[ints[int + 1]!]!;
    const flags = ints[int + 2]!;
    const place = { at: at + packHeadBytes + packColumnBytes * layouts.length };
    const times = (flags & packFlags.times) === 0 ? undefined : doublesAt(memory, place, rows);
    const kinds = (flags & packFlags.kinds) === 0 ? undefined : bytesAt(memory, place, rows);
    const columns: Column[] = [];
    for (let column = 0; column < layouts.length; column++) {
      const head = int + ((packHeadBytes + packColumnBytes * column) >> 2);
      const layout = layouts[column]!;
      const hasValidity = layout !== "values" && ints[head] === 1;
      const validity = hasValidity ? bytesAt(memory, place, (rows + 7) >> 3) : undefined;
      const common = { layout, type: types[column]!, validity };
      const packed = { column, form: ints[head]!, size: ints[head + 1]!, rows };
      columns.push(this.#column(common, packed, memory, place, keeps));
    }
    return makeBatch(schema, rows, columns, { times, kinds, reused: !keeps });
  }

  #column(
    common: { readonly layout: Layout; readonly type: DataType; readonly validity: Uint8Array | undefined },
    { column, form, size, rows }: PackedColumn,
    memory: PackMemory,
    place: Place,
    keeps: boolean,
  ): Column {
    const { layout } = common;
    switch (layout) {
      case "uint8":
        return { ...common, layout, values: bytesAt(memory, place, rows) };
      case "int32":
        return { ...common, layout, values: intsAt(memory, place, rows) };
      case "float64":
        return { ...common, layout, values: doublesAt(memory, place, rows) };
      case "bigint64":
        return { ...common, layout, values: bigsAt(memory, place, rows) };
      case "vector": {
        const type = common.type as VectorType;
        return { ...common, layout, type, data: doublesAt(memory, place, rows * type.size) };
      }
      case "dictionary":
        return { ...common, layout, codes: intsAt(memory, place, rows), dictionary: this.#dictionaries.get(size)! };
      case "utf8": {
        const starts = intsAt(memory, place, rows);
        const lengths = intsAt(memory, place, rows);
        const texts = bytesAt(memory, place, size);
        return { ...common, layout, starts, lengths, bytes: keeps ? texts : texts.slice() };
      }
      case "values":
        return {
          ...common,
          layout,
          values: this.#values(column, form, size, rows, memory, place),
          validity: undefined,
        };
    }
  }

  #values(
    column: number,
    form: number,
    size: number,
    rows: number,
    memory: PackMemory,
    place: Place,
  ): readonly unknown[] {
    if (form === valuesForm.known) return knownTexts(intsAt(memory, place, rows), this.#texts[column] ?? []);
    if (form === valuesForm.utf8) {
      const lengths = intsAt(memory, place, rows);
      // Decoders are slow, or refuse, where memory is shared.
      return textsOf(lengths, bytesAt(memory, place, size).slice());
    }
    const reader = { bytes: bytesAt(memory, place, size).slice(), at: 0 };
    const values: unknown[] = [];
    const isEncoded = form === valuesForm.encoded;
    for (let row = 0; row < rows; row++) {
      const value = readValue(reader);
      values.push(isEncoded ? new EncodedValue(value as Uint8Array) : value);
    }
    return values;
  }
}

/** A dictionary that more texts come to: those that it has stay. */
interface GrowingDictionary extends Dictionary {
  readonly texts: string[];
}

function growingDictionary(texts: string[]): GrowingDictionary {
  return {
    get size() {
      return texts.length;
    },
    texts,
    text: (code) => texts[code]!,
  };
}

/** What the head of a packed batch says of a column. */
interface PackedColumn {
  readonly column: number;
  readonly form: number;
  readonly size: number;
  readonly rows: number;
}

/** How far the memory is read. */
interface Place {
  at: number;
}

function doublesAt({ doubles }: PackMemory, place: Place, rows: number): Float64Array {
  const first = place.at >> 3;
  place.at += 8 * rows;
  return doubles.subarray(first, first + rows);
}

function bigsAt({ bigs }: PackMemory, place: Place, rows: number): BigInt64Array {
  const first = place.at >> 3;
  place.at += 8 * rows;
  return bigs.subarray(first, first + rows);
}

function intsAt({ ints }: PackMemory, place: Place, rows: number): Int32Array {
  const first = place.at >> 2;
  place.at += aligned(4 * rows);
  return ints.subarray(first, first + rows);
}

function bytesAt({ bytes }: PackMemory, place: Place, count: number): Uint8Array {
  const first = place.at;
  place.at += aligned(count);
  return bytes.subarray(first, first + count);
}
