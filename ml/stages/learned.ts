/** What a model has learned, by name: plain numbers and texts, and arrays of them. */
export type Learned = Readonly<Record<string, LearnedValue | undefined>>;

export type LearnedValue = number | string | readonly string[] | NumberArray;

export type NumberArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

/** Kinds of learned values; one with `?` may be absent. */
export type LearnedType = LearnedName | `${LearnedName}?`;

type LearnedName = keyof ValuesByName;

interface ValuesByName {
  readonly number: number;
  readonly text: string;
  readonly texts: readonly string[];
  readonly float64: Float64Array;
  readonly float32: Float32Array;
  readonly int32: Int32Array;
  readonly uint32: Uint32Array;
  readonly uint8: Uint8Array;
}

export type LearnedTypes = Readonly<Record<string, LearnedType>>;

/** The values that a record of their kinds describes. */
export type LearnedOf<Types extends LearnedTypes> = {
  readonly [Name in keyof Types as Types[Name] extends LearnedName ? Name : never]: ValuesByName[Types[Name] &
    LearnedName];
} & {
  readonly [Name in keyof Types as Types[Name] extends LearnedName
    ? never
    : Name]?: Types[Name] extends `${infer Kind extends LearnedName}?` ? ValuesByName[Kind] : never;
};

/** The kind of a value; undefined where it is of none. */
export function learnedName(value: unknown): LearnedName | undefined {
  if (typeof value === "number") return "number";
  if (typeof value === "string") return "text";
  if (Array.isArray(value)) return value.every((item) => typeof item === "string") ? "texts" : undefined;
  if (value instanceof Float64Array) return "float64";
  if (value instanceof Float32Array) return "float32";
  if (value instanceof Int32Array) return "int32";
  if (value instanceof Uint32Array) return "uint32";
  return value instanceof Uint8Array ? "uint8" : undefined;
}

/** Refuses values that a model of the kind does not have, and such that it lacks. */
export function checkLearned(kind: string, types: LearnedTypes, learned: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(learned)) {
    if (Object.hasOwn(types, name)) continue;
    throw new TypeError(
      `Cannot make a model of ${kind} as there is no learned ${JSON.stringify(name.slice(0, 60))}: ` +
        `known are ${Object.keys(types).join(", ") || "none"}; fit it again`,
    );
  }
  for (const [name, type] of Object.entries(types)) {
    const value = Object.hasOwn(learned, name) ? learned[name] : undefined;
    const isAbsent = value === undefined && type.endsWith("?");
    if (isAbsent || learnedName(value) === type.replace("?", "")) continue;
    throw new TypeError(
      `Cannot make a model of ${kind} as its learned ${name} must be ${type.replace("?", "")}: ` +
        `got ${value === undefined ? "nothing" : (learnedName(value) ?? typeof value)}; fit it again`,
    );
  }
}
