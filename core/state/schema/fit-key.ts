import type { KeyShape } from "../../data/key-shape.ts";
import { type FieldMigration, widening } from "./fit-fields.ts";
import { identityOf } from "./stored-entry.ts";

/** What a user says of keys that are not what they were. */
export type KeyMigration = Pick<FieldMigration, "rename" | "widen">;

export interface KeyFit {
  /** Undefined where keys stay as they are. */
  readonly change: ((key: unknown) => unknown) | undefined;
  readonly problem: string | undefined;
  /** What becomes of keys: `user renamed to userId`. */
  readonly notes: readonly string[];
}

/** Keys are found by their bytes: they must have the same properties, but for what is said. */
export function fitKey(stored: KeyShape | null, declared: KeyShape | null, migration: KeyMigration): KeyFit {
  const rename = new Map(Object.entries(migration.rename ?? {}));
  const widen = Object.entries(migration.widen ?? {});
  const names = stored?.names.map((name) => rename.get(name) ?? name).sort();
  const problem =
    shapeProblem(stored, names, declared) ??
    (stored !== null && declared !== null ? unknownName(stored, declared, migration) : undefined);
  const renames = [...rename].filter(
    ([from]) => stored === null || (stored.of === "object" && stored.names.includes(from)),
  );
  const notes = [
    ...renames.map(([from, to]) => `key ${from} renamed to ${to}`),
    ...widen.map(([name, to]) => `key ${name} widened to ${to}`),
  ];
  const isChanged = renames.length > 0 || widen.length > 0;
  return {
    problem,
    notes,
    change: isChanged && problem === undefined ? keyChange(new Map(renames), widen) : undefined,
  };
}

function shapeProblem(
  stored: KeyShape | null,
  names: readonly string[] | undefined,
  declared: KeyShape | null,
): string | undefined {
  if (stored === null || declared === null || names === undefined) return undefined;
  if (stored.of !== declared.of) return "a key must be one value, or an object, as it was";
  if (stored.of === "value" || JSON.stringify(names) === JSON.stringify(declared.names)) return undefined;
  return "a key must have the properties that it had (say rename for those that are called otherwise)";
}

function unknownName(
  stored: KeyShape,
  declared: KeyShape,
  { rename = {}, widen = {} }: KeyMigration,
): string | undefined {
  const from = Object.keys(rename).find(
    (name) => !stored.names.includes(name) && !declared.names.includes(rename[name]!),
  );
  if (from !== undefined) return `the key must have what is renamed: got ${JSON.stringify(from)}`;
  const other = Object.keys(widen).find((name) => !declared.names.includes(name));
  return other === undefined ? undefined : `the key must have what is widened: got ${JSON.stringify(other)}`;
}

function keyChange(
  rename: ReadonlyMap<string, string>,
  widen: readonly (readonly [string, "bigint" | "string"])[],
): (key: unknown) => unknown {
  const convert = new Map(widen.map(([name, to]) => [name, widening(to, name)]));
  const [only] = convert.values();
  const before = new Map<unknown, unknown>();
  return (key) => {
    const now = isObject(key) ? renamed(key, rename, convert) : (only?.(key) ?? key);
    const [was, id] = [identityOf(key), identityOf(now)];
    if (before.has(id) && !Object.is(before.get(id), was)) throw sameKey(now);
    before.set(id, was);
    return now;
  };
}

function isObject(key: unknown): key is object {
  return typeof key === "object" && key !== null && Object.getPrototypeOf(key) === Object.prototype;
}

function renamed(
  key: object,
  rename: ReadonlyMap<string, string>,
  convert: ReadonlyMap<string, (value: unknown) => unknown>,
): object {
  return Object.fromEntries(
    Object.entries(key).map(([name, value]) => {
      const now = rename.get(name) ?? name;
      return [now, convert.get(now)?.(value) ?? value];
    }),
  );
}

function sameKey(key: unknown): TypeError {
  return new TypeError(
    `Cannot migrate keys as two must not become one: got ${String(identityOf(key)).slice(0, 100)} for two of them; ` +
      "put their state together by a program (readState, writeState)",
  );
}
