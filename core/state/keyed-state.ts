import { type ByteWriter, byteWriter, readValue, writeValue, writtenBytes } from "../data/codec.ts";
import { DiskValues } from "./disk/disk-values.ts";
import { readingSegments } from "./disk/restore-log.ts";
import type { KeySpace } from "./key-space.ts";
import { groupWriter } from "./pane-state.ts";
import {
  checkStateName,
  keyedBytes,
  operatorBytes,
  type Recoverable,
  type StateDeclaration,
  type StateHost,
  type StateSnapshot,
} from "./state.ts";
import { valuesFootprint } from "./value-footprint.ts";

/**
 * One value for each key and namespace (a window, or 0 where there is only one): what a row-by-row operator keeps.
 * Keys are the operator's key numbers.
 */
export interface ValueState<Value> {
  get(key: number, namespace?: number): Value | undefined;
  set(key: number, value: Value, namespace?: number): void;
  delete(key: number, namespace?: number): void;
  /** The namespaces in which a key has a value. */
  namespacesOf(key: number): Iterable<number>;
  keys(): Iterable<number>;
  /** Puts away what does not fit into memory, and reads what the keys of a batch have. Values given before are not the state's any more. */
  readAhead(keys: Float64Array, selection: Int32Array | undefined, length: number): void;
  /** The first half of that, between two keys. */
  relieve(): void;
}

/**
 * Declares a value for each key (and namespace). Values must be plain data, or have a codec.
 *
 * @param where On disk for operators that ask for values anew after `readAhead` and `relieve`.
 */
export function valueState<Value>(
  name: string,
  codec: ValueCodec<Value> = plainData(),
  where: "memory" | "memory or disk" = "memory",
): StateDeclaration<ValueState<Value>> {
  checkStateName(name, "valueState");
  if (typeof codec?.encode !== "function") {
    throw new TypeError(
      `Cannot keep values of state "${name}" as their codec must encode and decode them: ` +
        `got ${codec === null ? "null" : typeof codec}; leave it out for plain data`,
    );
  }
  const onDisk = (host: StateHost): DiskValues<Value> => new DiskValues(codec, host);
  const create = (host: StateHost): ValueState<Value> & Recoverable =>
    where === "memory or disk" && host.disk !== undefined
      ? onDisk(host)
      : readingSegments(memoryValues(host.keys, codec), host, onDisk);
  return {
    name,
    scope: "keyed",
    form: `value(${codec.form})`,
    ...(where === "memory" ? {} : { onDisk: true }),
    create,
  };
}

export interface ValueCodec<Value> {
  /** Differs when the stored form does. */
  readonly form: string;
  readonly encode: (value: Value) => unknown;
  readonly decode: (stored: unknown) => Value;
}

function plainData<Value>(): ValueCodec<Value> {
  return { form: "plain", encode: (value) => value, decode: (stored) => stored as Value };
}

function memoryValues<Value>(keys: KeySpace, codec: ValueCodec<Value>): ValueState<Value> & Recoverable {
  const values = new Map<number, Map<number, Value>>();
  let count = 0;
  const set = (key: number, value: Value, namespace = 0): void => {
    let spaces = values.get(key);
    if (spaces === undefined) {
      spaces = new Map();
      values.set(key, spaces);
    }
    const before = spaces.size;
    spaces.set(namespace, value);
    count += spaces.size - before;
  };
  return {
    get: (key, namespace = 0) => values.get(key)?.get(namespace),
    set,
    delete: (key, namespace = 0) => {
      const spaces = values.get(key);
      if (spaces?.delete(namespace) !== true) return;
      count--;
      if (spaces.size === 0) values.delete(key);
    },
    namespacesOf: (key) => values.get(key)?.keys() ?? [],
    keys: () => values.keys(),
    readAhead: () => undefined,
    relieve: () => undefined,
    snapshot: () => snapshotValues(values, keys, codec),
    restore: (parts) => {
      for (const bytes of keyedBytes(parts)) restoreValues(bytes, keys, codec, set);
    },
    eachKey: (visit) => {
      for (const key of values.keys()) visit(key);
    },
    footprint: () => valuesFootprint(firstValues(values), count),
    tryBytes: () => {
      for (const value of firstValues(values)) {
        writeValue(byteWriter(), codec.encode(value as Value));
        return true;
      }
      return false;
    },
  };
}

function* firstValues(values: ReadonlyMap<number, ReadonlyMap<number, unknown>>): Iterable<unknown> {
  for (const spaces of values.values()) yield* spaces.values();
}

// A key group's bytes: key, namespace, value, until the end.

function snapshotValues<Value>(
  values: Map<number, Map<number, Value>>,
  keys: KeySpace,
  codec: ValueCodec<Value>,
): StateSnapshot {
  const writers = new Map<number, ByteWriter>();
  for (const [key, spaces] of values) {
    const writer = groupWriter(writers, keys.groupOf(key));
    for (const [namespace, value] of spaces) {
      writeValue(writer, keys.keyOf(key));
      writeValue(writer, namespace);
      writeValue(writer, codec.encode(value));
    }
  }
  return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
}

function restoreValues<Value>(
  bytes: Uint8Array,
  keys: KeySpace,
  codec: ValueCodec<Value>,
  set: (key: number, value: Value, namespace: number) => void,
): void {
  const reader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    const key = keys.numberOf(readValue(reader));
    const namespace = readValue(reader) as number;
    set(key, codec.decode(readValue(reader)), namespace);
  }
}

/** One value of the subtask itself. On rescaling the parts of all subtasks are given to `merge`. */
export interface OperatorState<Value> {
  value: Value;
}

/**
 * Declares one value of each subtask. `merge` must not care in which order it is given them: a subtask gets the parts of
 * all after a restore, at whatever parallelism.
 */
export function operatorState<Value>(
  name: string,
  initial: () => Value,
  merge: (left: Value, right: Value) => Value,
): StateDeclaration<OperatorState<Value>> {
  checkStateName(name, "operatorState");
  const create = (_: StateHost): OperatorState<Value> & Recoverable => {
    const state: OperatorState<Value> & Recoverable = {
      value: initial(),
      snapshot: () => ({ scope: "operator", parts: [encoded(state.value)] }),
      // It is no entry: there is always one.
      footprint: () => ({ ...valuesFootprint([state.value], 1), entries: 0 }),
      restore: (parts) => {
        const values = operatorBytes(parts).map((bytes) => readValue({ bytes, at: 0 }) as Value);
        if (values.length > 0) state.value = values.reduce((left, right) => merge(left, right));
      },
    };
    return state;
  };
  return { name, scope: "operator", form: "operator(plain)", create };
}

function encoded(value: unknown): Uint8Array {
  const writer = byteWriter();
  writeValue(writer, value);
  return writtenBytes(writer);
}
