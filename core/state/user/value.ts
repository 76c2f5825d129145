import { readValue, writeValue } from "../../data/codec.ts";
import { plainCopy } from "../../data/plain-copy.ts";
import { diskCells } from "../disk/disk-cells.ts";
import { readingSegments } from "../disk/restore-log.ts";
import type { StateHost } from "../state.ts";
import { askedBy } from "./asked.ts";
import { type CellCodec, type CellStore, Cells } from "./cells.ts";
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
      onDisk: true,
      asked: askedBy((handle) => handle.get()),
      create: (host) =>
        cellStore(openCells<Value>(name, plainCodec(), expiry, host), (cells) => valueHandle(name, cells)),
    }),
  };
}

export function plainCodec<Value>(): CellCodec<Value> {
  return { write: writeValue, read: (reader) => readValue(reader) as Value };
}

/** Values of keys, where the host keeps them. */
export function openCells<Value>(
  name: string,
  codec: CellCodec<Value>,
  expiry: Expiry | undefined,
  host: StateHost,
): CellStore<Value> {
  const onDisk = (at: StateHost, until: Expiry | undefined): CellStore<Value> => diskCells(name, codec, until, at);
  return host.disk === undefined
    ? readingSegments(new Cells(name, codec, expiry, host), host, onDisk)
    : onDisk(host, expiry);
}

/** Cells as what the runtime sees of them, with the handles that users see. */
export function cellStore<Value, Handle>(
  cells: CellStore<Value>,
  handle: (cells: CellStore<Value>) => (cursor: StateCursor) => Handle,
): UserStore<Handle> {
  return Object.assign(cells, { handle: handle(cells) });
}

function valueHandle<Value>(name: string, cells: CellStore<Value>): (cursor: StateCursor) => ValueHandle<Value> {
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
