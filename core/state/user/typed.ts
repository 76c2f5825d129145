import { fitsType } from "../../data/fits-type.ts";
import { shown } from "../../data/options.ts";
import { type Schema, schemaText } from "../../data/schema.ts";
import { columnFields } from "../schema/state-schema.ts";
import type { UserState } from "./user-state.ts";

/** State whose values have the fields of a schema: they are checked as they are set, and a checkpoint says what they are. */
export function typedState<Handle>(state: UserState<Handle>, schema: Schema | undefined): UserState<Handle> {
  if (schema === undefined) return state;
  return {
    ...state,
    declare: (name) => {
      const declaration = state.declare(name);
      return {
        ...declaration,
        fields: columnFields(schema),
        create: (host) => {
          const store = declaration.create(host);
          const handle = store.handle.bind(store);
          const check = (value: unknown): void => mustFit(value, schema, name);
          return Object.assign(store, { handle: (cursor: never) => checked(handle(cursor), state.kind, check) });
        },
      };
    },
  };
}

/** What of the handles of state takes values: `set` of one (or of items, or of a name and one), `add`, and those of several. */
interface Changing {
  set?(first: unknown, second?: unknown): void;
  add?(value: unknown): void;
  addAll?(values: Iterable<unknown>): void;
  setAll?(entries: Iterable<readonly [unknown, unknown]>): void;
}

function checked<Handle>(handle: Handle, kind: string, check: (value: unknown) => void): Handle {
  const given = handle as Changing;
  const all = (values: Iterable<unknown>): unknown[] => {
    const list = [...values];
    list.forEach(check);
    return list;
  };
  const set: Record<string, Changing["set"]> = {
    value: (value) => {
      check(value);
      given.set!(value);
    },
    list: (items) => given.set!(all(items as Iterable<unknown>)),
    map: (name, value) => {
      check(value);
      given.set!(name, value);
    },
  };
  const changing: Changing = {
    ...(set[kind] === undefined ? {} : { set: set[kind] }),
    ...(given.add === undefined
      ? {}
      : {
          add: (value) => {
            check(value);
            given.add!(value);
          },
        }),
    ...(given.addAll === undefined ? {} : { addAll: (values) => given.addAll!(all(values)) }),
    ...(given.setAll === undefined
      ? {}
      : {
          setAll: (entries) => {
            const list = [...entries];
            for (const [, value] of list) check(value);
            given.setAll!(list);
          },
        }),
  };
  // The handle as prototype, so that its getters go on reading.
  return Object.assign(Object.create(handle as object), changing);
}

function mustFit(value: unknown, schema: Schema, state: string): void {
  // What stands for no value.
  if (value === undefined) return;
  const { fields } = schema;
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const row = value as Record<string, unknown>;
  const bad = isObject ? fields.find(({ name, type }) => !fitsType(type, row[name])) : undefined;
  const other = isObject ? Object.keys(row).find((name) => !schema.index.has(name)) : undefined;
  if (isObject && bad === undefined && other === undefined) return;
  const got = !isObject
    ? shown(value)
    : bad !== undefined
      ? `${shown(row[bad.name])} for ${JSON.stringify(bad.name)}`
      : `the property ${JSON.stringify(other)}, which it does not have`;
  throw new TypeError(
    `Cannot keep a value in state ${JSON.stringify(state)} as it must be of its schema, ${schemaText(schema)}: got ${got}; ` +
      "change the schema, or leave it out",
  );
}
