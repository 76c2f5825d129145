/** A type of Avro, its names resolved. Recursive records refer to themselves. */
export type AvroType =
  | {
      readonly kind: "null" | "boolean" | "int" | "long" | "float" | "double" | "bytes" | "string";
      readonly logical?: Logical;
    }
  | { readonly kind: "fixed"; readonly size: number; readonly logical?: Logical }
  | {
      readonly kind: "enum";
      readonly symbols: readonly string[];
      /** What is read in the place of a symbol that is not there. */
      readonly default?: string;
    }
  | { readonly kind: "array"; readonly items: AvroType }
  | { readonly kind: "map"; readonly values: AvroType }
  | { readonly kind: "union"; readonly branches: readonly AvroType[] }
  | AvroRecord;

export interface AvroRecord {
  readonly kind: "record";
  readonly name: string;
  readonly fields: readonly AvroField[];
}

export interface AvroField {
  readonly name: string;
  readonly type: AvroType;
  /** What is read where it was not written, as JSON of the schema. */
  readonly default?: { readonly value: unknown };
  /** Names that it had. */
  readonly aliases: readonly string[];
}

/** What a stored type stands for. */
export type Logical =
  | { readonly kind: "date" | "uuid" }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  /** Ticks of a millisecond. */
  | { readonly kind: "timestamp" | "time"; readonly ticks: number };

const primitives: ReadonlySet<string> = new Set([
  "null",
  "boolean",
  "int",
  "long",
  "float",
  "double",
  "bytes",
  "string",
]);

/**
 * What a text of JSON says. Names of types are found by their full names. Throws what is wrong, for who knows where it stands.
 *
 * @param before Texts that define types that it names, each behind those that it names itself.
 */
export function parseSchema(text: string, before: readonly string[] = []): AvroType {
  const named: Named = new Map();
  for (const one of new Set(before)) typeOf(jsonOf(one), "", named);
  return typeOf(jsonOf(text), "", named);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`a schema that is no JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

type Named = Map<string, AvroType>;

/** A type as JSON, of which nothing is known yet. */
interface Given {
  readonly type?: unknown;
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly fields?: unknown;
  readonly symbols?: unknown;
  readonly items?: unknown;
  readonly values?: unknown;
  readonly size?: unknown;
  readonly logicalType?: unknown;
  readonly precision?: unknown;
  readonly scale?: unknown;
  readonly default?: unknown;
  readonly aliases?: unknown;
}

function typeOf(given: unknown, namespace: string, named: Named): AvroType {
  if (typeof given === "string") return byName(given, namespace, named);
  if (Array.isArray(given)) return { kind: "union", branches: given.map((branch) => typeOf(branch, namespace, named)) };
  if (typeof given !== "object" || given === null)
    throw new SyntaxError(`${JSON.stringify(given)} in the place of a type`);
  const { type } = given as Given;
  if (typeof type !== "string") return typeOf(type, namespace, named);
  switch (type) {
    case "record":
    case "error":
      return record(given as Given, namespace, named);
    case "enum":
      return addName(given as Given, namespace, named, {
        kind: "enum",
        symbols: symbolsOf(given as Given),
        ...(typeof (given as Given).default === "string" ? { default: (given as Given).default as string } : {}),
      });
    case "fixed":
      return addName(
        given as Given,
        namespace,
        named,
        withLogical({ kind: "fixed", size: sizeOf(given as Given) }, given as Given),
      );
    case "array":
      return { kind: "array", items: typeOf((given as Given).items, namespace, named) };
    case "map":
      return { kind: "map", values: typeOf((given as Given).values, namespace, named) };
    default:
      return withLogical(byName(type, namespace, named), given as Given);
  }
}

function byName(name: string, namespace: string, named: Named): AvroType {
  if (primitives.has(name)) return { kind: name } as AvroType;
  const found = named.get(name.includes(".") || namespace === "" ? name : `${namespace}.${name}`) ?? named.get(name);
  if (found === undefined) throw new SyntaxError(`the type ${JSON.stringify(name)}, which it does not define before`);
  return found;
}

function record(given: Given, outer: string, named: Named): AvroType {
  const fields: AvroField[] = [];
  const type: AvroRecord = { kind: "record", name: nameOf(given), fields };
  const full = addName(given, outer, named, type);
  const namespace = namespaceOf(given, outer);
  for (const field of listOf(given.fields, "fields") as Given[]) {
    const aliases = field.aliases === undefined ? [] : (listOf(field.aliases, "aliases") as string[]);
    const type = typeOf(field.type, namespace, named);
    const name = nameOf(field);
    if (fields.some((other) => other.name === name))
      throw new SyntaxError(`the field ${JSON.stringify(name)} of the record ${JSON.stringify(nameOf(given))} twice`);
    fields.push({
      name,
      type,
      aliases,
      ...(field.default === undefined ? {} : { default: { value: field.default } }),
    });
  }
  return full;
}

function addName<Type extends AvroType>(given: Given, outer: string, named: Named, type: Type): Type {
  const name = nameOf(given);
  const namespace = namespaceOf(given, outer);
  const full = name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
  // Which of them another type means that names it nobody could say.
  if (named.has(full)) throw new SyntaxError(`the type ${JSON.stringify(full)} defined twice`);
  named.set(full, type);
  return type;
}

function namespaceOf(given: Given, outer: string): string {
  const name = nameOf(given);
  if (name.includes(".")) return name.slice(0, name.lastIndexOf("."));
  const { namespace } = given;
  return typeof namespace === "string" ? namespace : outer;
}

function nameOf({ name }: Given): string {
  if (typeof name === "string" && name !== "") return name;
  throw new SyntaxError(`the name ${JSON.stringify(name)}`);
}

function symbolsOf({ symbols }: Given): readonly string[] {
  const all = listOf(symbols, "symbols") as string[];
  const twice = all.find((symbol, at) => all.indexOf(symbol) < at);
  if (twice === undefined) return all;
  throw new SyntaxError(`the symbol ${JSON.stringify(twice)} of an enum twice`);
}

function listOf(list: unknown, of: string): readonly unknown[] {
  if (Array.isArray(list)) return list;
  throw new SyntaxError(`${JSON.stringify(list)} in the place of a list of ${of}`);
}

function sizeOf({ size }: Given): number {
  if (Number.isInteger(size) && (size as number) >= 0) return size as number;
  throw new SyntaxError(`the size ${JSON.stringify(size)} of a fixed type`);
}

/** A logical type that is unknown, or does not fit what it is of, is passed over: so says Avro. */
function withLogical<Type extends AvroType>(type: Type, given: Given): Type {
  const logical = logicalOf(type, given);
  return logical === undefined ? type : { ...type, logical };
}

const ticks: Readonly<Record<string, number>> = { millis: 1, micros: 1_000, nanos: 1_000_000 };

function logicalOf(type: AvroType, { logicalType, precision, scale = 0 }: Given): Logical | undefined {
  if (typeof logicalType !== "string") return undefined;
  if (logicalType === "date" && type.kind === "int") return { kind: "date" };
  if (logicalType === "uuid" && (type.kind === "string" || (type.kind === "fixed" && type.size === 16)))
    return { kind: "uuid" };
  if (logicalType === "decimal" && (type.kind === "bytes" || type.kind === "fixed")) {
    const isDecimal = Number.isInteger(precision) && Number.isInteger(scale);
    const [digits, behind] = [precision as number, scale as number];
    return isDecimal && digits >= 1 && digits <= 76 && behind >= 0 && behind <= digits
      ? { kind: "decimal", precision: digits, scale: behind }
      : undefined;
  }
  const time = /^(?:local-)?(timestamp|time)-(millis|micros|nanos)$/.exec(logicalType);
  if (time === null || (type.kind !== "long" && !(type.kind === "int" && logicalType === "time-millis")))
    return undefined;
  return { kind: time[1] as "timestamp", ticks: ticks[time[2]!]! };
}
