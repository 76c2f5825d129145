import { ByteCursor } from "./byte-cursor.ts";
import type { Int64As } from "./column-type.ts";
import { type Decoder, decoderOf, eachItem, skipperOf } from "./decode.ts";
import { quote } from "./errors.ts";
import type { AvroField, AvroRecord, AvroType } from "./schema.ts";
import { ValueOutput } from "./value-output.ts";

/** Two schemas of which one does not hold what the other writes. */
class Unresolved extends TypeError {}

/**
 * What reads values that were written by one schema as those of another: fields by their names or aliases, those that the
 * reader does not have passed over, those that were not written by their defaults, numbers widened.
 *
 * @throws {Unresolved} where the reader's does not hold what the writer's does.
 * @see Apache Avro, Specification 1.12, "Schema Resolution".
 */
export function resolvedDecoder(writer: AvroType, reader: AvroType, int64As: Int64As): Decoder {
  return new Resolution(int64As).of(writer, reader, "");
}

class Resolution {
  readonly #int64As: Int64As;
  readonly #made = new Map<AvroType, Map<AvroType, { decode: Decoder | undefined }>>();

  constructor(int64As: Int64As) {
    this.#int64As = int64As;
  }

  of(writer: AvroType, reader: AvroType, path: string): Decoder {
    const ofWriter = this.#made.get(writer) ?? new Map<AvroType, { decode: Decoder | undefined }>();
    this.#made.set(writer, ofWriter);
    const known = ofWriter.get(reader);
    // Records may hold themselves.
    if (known !== undefined) return known.decode ?? ((cursor) => known.decode!(cursor));
    const entry: { decode: Decoder | undefined } = { decode: undefined };
    ofWriter.set(reader, entry);
    try {
      entry.decode = this.#make(writer, reader, path);
    } catch (error) {
      ofWriter.delete(reader);
      throw error;
    }
    return entry.decode;
  }

  #make(writer: AvroType, reader: AvroType, path: string): Decoder {
    if (writer.kind === "union") return this.#written(writer.branches, reader, path);
    if (reader.kind === "union") return this.#branch(writer, reader.branches, path);
    if (writer.kind === "record" && reader.kind === "record") return this.#record(writer, reader, path);
    if (writer.kind === "array" && reader.kind === "array") {
      const item = this.of(writer.items, reader.items, `${path}[]`);
      return (cursor) => {
        const items: unknown[] = [];
        eachItem(cursor, (at) => void items.push(item(at)));
        return items;
      };
    }
    if (writer.kind === "map" && reader.kind === "map") {
      const value = this.of(writer.values, reader.values, `${path}{}`);
      return (cursor) => {
        const entries: [string, unknown][] = [];
        eachItem(cursor, (at) => void entries.push([at.text(), value(at)]));
        return Object.fromEntries(entries);
      };
    }
    if (writer.kind === "enum" && reader.kind === "enum") return symbolDecoder(writer.symbols, reader);
    const isFixed = writer.kind === "fixed" && reader.kind === "fixed" && writer.size === reader.size;
    if (isFixed || sameBytes(writer.kind, reader.kind)) return decoderOf(reader, this.#int64As);
    if (widens(writer.kind, reader.kind)) return widened(decoderOf({ kind: writer.kind } as AvroType, "bigint"));
    throw unfit(writer, reader, path);
  }

  /** Each branch that was written as what the reader has; one that does not fit fails only where it was written. */
  #written(branches: readonly AvroType[], reader: AvroType, path: string): Decoder {
    const decoders = branches.map((branch): Decoder | Unresolved => {
      try {
        return this.of(branch, reader, path);
      } catch (error) {
        if (error instanceof Unresolved) return error;
        throw error;
      }
    });
    const first = decoders.find((one) => one instanceof Unresolved);
    if (first !== undefined && decoders.every((one) => one instanceof Unresolved)) throw first;
    return (cursor) => {
      const at = cursor.int();
      const decode = decoders[at];
      if (decode === undefined) throw new RangeError(`branch ${at} of ${decoders.length}`);
      if (decode instanceof Unresolved) throw decode;
      return decode(cursor);
    };
  }

  #branch(writer: AvroType, branches: readonly AvroType[], path: string): Decoder {
    // The very type comes before those that it could be widened to.
    const inOrder = [...branches.filter(({ kind }) => kind === writer.kind), ...branches];
    for (const branch of inOrder) {
      try {
        return this.of(writer, branch, path);
      } catch (error) {
        if (!(error instanceof Unresolved)) throw error;
      }
    }
    throw unfit(writer, { kind: "union", branches }, path);
  }

  #record(writer: AvroRecord, reader: AvroRecord, path: string): Decoder {
    const at = (name: string): string => (path === "" ? name : `${path}.${name}`);
    const isOf = (field: AvroField, name: string): boolean => field.name === name || field.aliases.includes(name);
    const written = writer.fields.map(({ name, type }) => {
      const own = reader.fields.find((field) => isOf(field, name));
      return own === undefined ? undefined : ([own.name, this.of(type, own.type, at(own.name))] as const);
    });
    const skips = writer.fields.map(({ type }) => skipperOf(type));
    const missing = reader.fields
      .filter((field) => !writer.fields.some(({ name }) => isOf(field, name)))
      .map((field) => [field.name, this.#missing(field, at(field.name))] as const);
    const order = new Map(reader.fields.map(({ name }, place) => [name, place]));
    return (cursor) => {
      const entries: [string, unknown][] = [];
      for (const [place, one] of written.entries()) {
        if (one === undefined) skips[place]!(cursor);
        else entries[order.get(one[0])!] = [one[0], one[1](cursor)];
      }
      for (const [name, value] of missing) entries[order.get(name)!] = [name, value()];
      return Object.fromEntries(entries);
    };
  }

  /** Defaults are kept as bytes: each row has values of its own. */
  #missing({ name, type, default: given }: AvroField, path: string): () => unknown {
    if (given === undefined) {
      throw new Unresolved(`the field ${quote(path)}, which is not written and has no default`);
    }
    const out = new ValueOutput();
    writeDefault(type, given.value, out, name);
    const bytes = out.take();
    const decode = decoderOf(type, this.#int64As);
    return () => decode(new ByteCursor(bytes));
  }
}

function unfit(writer: AvroType, reader: AvroType, path: string): Unresolved {
  const where = path === "" ? "" : ` in ${quote(path)}`;
  return new Unresolved(`${kindText(writer)} that was written${where}, where ${kindText(reader)} is read`);
}

function kindText(type: AvroType): string {
  if (type.kind === "union") return `one of ${type.branches.map(({ kind }) => kind).join(", ")}`;
  return type.kind;
}

type Kind = AvroType["kind"];

/** Whether values of both are the same bytes, and all of the one are values of the other. */
function sameBytes(writer: Kind, reader: Kind): boolean {
  const nested: readonly Kind[] = ["record", "array", "map", "enum", "fixed", "union"];
  if (writer === reader) return !nested.includes(writer);
  return [writer, reader].sort().join() === "bytes,string" || (writer === "int" && reader === "long");
}

function widens(writer: Kind, reader: Kind): boolean {
  if (reader === "float") return writer === "int" || writer === "long";
  return reader === "double" && (writer === "int" || writer === "long" || writer === "float");
}

function widened(decode: Decoder): Decoder {
  return (cursor) => Number(decode(cursor));
}

function symbolDecoder(written: readonly string[], reader: AvroType & { readonly kind: "enum" }): Decoder {
  return (cursor) => {
    const at = cursor.int();
    const symbol = written[at];
    if (symbol === undefined) throw new RangeError(`symbol ${at} of ${written.length}`);
    if (reader.symbols.includes(symbol)) return symbol;
    if (reader.default !== undefined) return reader.default;
    throw new Unresolved(`the symbol ${quote(symbol)}, which the enum that is read does not have, nor a default`);
  };
}

/** Writes the default of a field, as JSON of a schema says it, as a value would be written. */
function writeDefault(type: AvroType, value: unknown, out: ValueOutput, field: string): void {
  const must = (holds: boolean): void => {
    if (!holds)
      throw new Unresolved(`the default ${JSON.stringify(value)} of field ${quote(field)}, which is no ${type.kind}`);
  };
  switch (type.kind) {
    case "null":
      return must(value === null);
    case "boolean":
      must(typeof value === "boolean");
      return out.byte(Number(value));
    case "int":
    case "long":
      must(Number.isSafeInteger(value));
      return out.long(value as number);
    case "float":
      must(typeof value === "number");
      return out.float(value as number);
    case "double":
      must(typeof value === "number");
      return out.double(value as number);
    case "string":
      must(typeof value === "string");
      return out.text(value as string);
    case "bytes":
    case "fixed": {
      must(typeof value === "string");
      const bytes = Uint8Array.from(value as string, (letter) => letter.charCodeAt(0));
      return type.kind === "bytes" ? out.bytes(bytes) : out.raw(bytes);
    }
    case "enum":
      must(type.symbols.includes(value as string));
      return out.long(type.symbols.indexOf(value as string));
    case "array":
      must(Array.isArray(value));
      return writeItems(value as readonly unknown[], out, (item) => writeDefault(type.items, item, out, field));
    case "map":
      must(typeof value === "object" && value !== null);
      return writeItems(Object.entries(value as object), out, ([key, item]) => {
        out.text(key);
        writeDefault(type.values, item, out, field);
      });
    case "union":
      // That of its first branch.
      out.long(0);
      return writeDefault(type.branches[0]!, value, out, field);
    default:
      must(typeof value === "object" && value !== null);
      for (const { name, type: own, default: given } of type.fields) {
        const held = (value as Readonly<Record<string, unknown>>)[name];
        writeDefault(own, held === undefined ? given?.value : held, out, `${field}.${name}`);
      }
  }
}

export function writeItems<Item>(items: readonly Item[], out: ValueOutput, write: (item: Item) => void): void {
  if (items.length > 0) out.long(items.length);
  for (const item of items) write(item);
  out.byte(0);
}
