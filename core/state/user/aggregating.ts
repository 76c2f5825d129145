import { byteWriter } from "../../data/codec.ts";
import { partialForm } from "../../data/partial-columns.ts";
import { plainCopy } from "../../data/plain-copy.ts";
import { type PaneFolding, readPartial, writePartial } from "../pane-folding.ts";
import { askedBy } from "./asked.ts";
import type { CellCodec, CellStore } from "./cells.ts";
import type { StateCursor } from "./cursor.ts";
import type { Expiry } from "./expiry.ts";
import type { UserState } from "./user-state.ts";
import { cellStore, openCells, plainCodec } from "./value.ts";

/** What has been added for the key at hand, folded into one result. */
export interface AggregatingHandle<In, Out> {
  add(value: In): void;
  /** Undefined where nothing was added. */
  get(): Out | undefined;
  clear(): void;
}

/** Folds values two at a time: the first one stands as it is. */
export function userReducing<Value>(
  reduce: (left: Value, right: Value) => Value,
  expiry: Expiry | undefined,
): UserState<AggregatingHandle<Value, Value>> {
  return {
    kind: "reducing",
    expires: expiry?.time,
    declare: (name) => ({
      name,
      scope: "keyed",
      form: "reducing",
      onDisk: true,
      asked: askedBy((handle) => handle.get()),
      create: (host) =>
        cellStore(openCells<Value>(name, plainCodec(), expiry, host), (cells) => (cursor) => ({
          ...reading(cells, cursor, (value) => plainCopy(value, where(name))),
          add: (value) => {
            if (value === undefined) throw nothingAdded(name);
            const before = cells.live(cursor);
            // Copies all: the function may change what it is given, or keep it.
            const added = plainCopy(value, where(name));
            if (before === undefined) cells.write(cursor, added);
            else cells.write(cursor, plainCopy(reduce(plainCopy(before.value, where(name)), added), where(name)));
          },
        })),
    }),
  };
}

/** Folds what `value` reads of the added ones with an aggregate. */
export function userAggregating<In, Out>(
  folding: PaneFolding,
  value: ((added: In) => unknown) | undefined,
  expiry: Expiry | undefined,
): UserState<AggregatingHandle<In, Out>> {
  const form = partialForm(folding);
  // Any other partial result is not changed in place (the aggregate's contract).
  const changes = form.kind === "any";
  const codec = partialCodec(folding);
  return {
    kind: "aggregating",
    expires: expiry?.time,
    declare: (name) => ({
      name,
      scope: "keyed",
      form: `aggregating(${folding.name}: ${JSON.stringify(form)})`,
      onDisk: true,
      asked: askedBy((handle) => handle.get()),
      create: (host) =>
        cellStore(openCells<unknown>(name, codec, expiry, host), (cells) => (cursor) => ({
          // Some results are the partial ones themselves.
          ...reading(cells, cursor, (partial) => {
            return folding.result((changes ? copyPartial(codec, partial) : partial) as never) as Out;
          }),
          add: (added) => {
            const before = cells.live(cursor);
            const given = plainCopy(added, where(name));
            const taken = value === undefined ? undefined : value(given);
            const kept = before === undefined ? folding.zero() : before.value;
            const partial = changes && cursor.undo !== undefined ? copyPartial(codec, kept) : kept;
            cells.write(
              cursor,
              folding.add(partial as never, taken as never, () => given),
            );
          },
        })),
    }),
  };
}

function reading<Kept, Out>(
  cells: CellStore<Kept>,
  cursor: StateCursor,
  resultOf: (kept: Kept) => Out,
): Pick<AggregatingHandle<never, Out>, "get" | "clear"> {
  return {
    get: () => {
      const cell = cells.read(cursor);
      return cell === undefined ? undefined : resultOf(cell.value);
    },
    clear: () => cells.clear(cursor),
  };
}

function partialCodec(folding: PaneFolding): CellCodec<unknown> {
  return {
    write: (writer, partial) => writePartial(writer, folding, partial),
    read: (reader) => readPartial(reader, folding),
  };
}

/** By way of its bytes, which is how an aggregate says what its partial results are made of. */
function copyPartial({ write, read }: CellCodec<unknown>, partial: unknown): unknown {
  const writer = byteWriter();
  write(writer, partial);
  return read({ bytes: writer.bytes, at: 0 });
}

function where(name: string): string {
  return `state ${JSON.stringify(name)}`;
}

function nothingAdded(name: string): TypeError {
  return new TypeError(
    `Cannot add to state ${JSON.stringify(name)} as there must be something to add: got undefined; add a value, or leave the call out`,
  );
}
