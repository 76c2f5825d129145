import { readValue, writeValue } from "../../data/codec.ts";
import { plainCopy } from "../../data/plain-copy.ts";
import { type CellCodec, Cells } from "./cells.ts";
import type { StateCursor } from "./cursor.ts";
import type { Expiry } from "./expiry.ts";
import type { UserState, UserStore } from "./user-state.ts";

/** One value of the key at hand. What is set and what is given are copies: to change it is to set it. */
export interface ValueHandle<Value> {
  /** What was set last; undefined where there is nothing. */
  get(): Value | undefined;
  /** Undefined stands for no value, as after `clear`; null is a value like any other. */
  set(value: Value | undefined): void;
  clear(): void;
}

export function userValue<Value>(expiry: Expiry | undefined): UserState<ValueHandle<Value>> {
  return {
    kind: "value",
    expires: expiry?.time,
    declare: (name) => ({
      name,
      scope: "keyed",
      form: "value",
      create: (host) =>
        cellStore(new Cells<Value>(name, plainCodec(), expiry, host), (cells) => valueHandle(name, cells)),
    }),
  };
}

export function plainCodec<Value>(): CellCodec<Value> {
  return { write: writeValue, read: (reader) => readValue(reader) as Value };
}

/** Cells as what the runtime sees of them, with the handles that users see. */
export function cellStore<Value, Handle>(
  cells: Cells<Value>,
  handle: (cells: Cells<Value>) => (cursor: StateCursor) => Handle,
): UserStore<Handle> {
  return {
    handle: handle(cells),
    keys: () => cells.keys(),
    has: (cursor) => cells.has(cursor),
    cleanUp: (nowMs, budget) => cells.cleanUp(nowMs, budget),
    get nextCleanUpMs() {
      return cells.nextCleanUpMs;
    },
    snapshot: () => cells.snapshot(),
    restore: (parts) => cells.restore(parts),
    eachKey: (visit) => cells.eachKey(visit),
  };
}

function valueHandle<Value>(name: string, cells: Cells<Value>): (cursor: StateCursor) => ValueHandle<Value> {
  const where = `state ${JSON.stringify(name)}`;
  return (cursor) => ({
    get: () => {
      const cell = cells.read(cursor);
      return cell === undefined ? undefined : plainCopy(cell.value, where);
    },
    set: (value) => {
      if (value === undefined) cells.clear(cursor);
      else cells.write(cursor, plainCopy(value, where));
    },
    clear: () => cells.clear(cursor),
  });
}
