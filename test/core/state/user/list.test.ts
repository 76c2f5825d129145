import { expect, test } from "vitest";
import type { StateCursor } from "../../../../core/state/user/cursor.ts";
import type { Expiry } from "../../../../core/state/user/expiry.ts";
import { userList } from "../../../../core/state/user/list.ts";
import { stillHost } from "../still-host.ts";

const ttl: Expiry = { ttlMs: 100, updates: "onCreateAndWrite", visibility: "neverReturnExpired", time: "event" };

const host = stillHost();

function listOf(expiry: Expiry | undefined) {
  const store = userList<string>(expiry).declare("items").create(host);
  const undo: (() => void)[] = [];
  const cursor: StateCursor = { key: 1, eventMs: 0, processingMs: 0, undo };
  const handle = store.handle(cursor);
  const undoAll = (): void => {
    for (const each of undo.splice(0).reverse()) each();
  };
  return {
    store,
    cursor,
    handle,
    undoAll,
    add: (at: number, item: string) => {
      cursor.eventMs = at;
      handle.add(item);
      undo.length = 0;
    },
  };
}

test("what a call that fails found expired is there again for one of an earlier time: some items, or all", () => {
  for (const [readAt, left] of [
    [120, ["late"]],
    [500, []],
  ] as const) {
    const { cursor, handle, undoAll, add, store } = listOf(ttl);
    add(0, "early");
    add(80, "late");
    cursor.eventMs = readAt;
    expect(handle.get()).toEqual(left);
    undoAll();
    cursor.eventMs = 90;
    expect(handle.get()).toEqual(["early", "late"]);
    expect([...store.keys()]).toEqual([1]);
  }
});

test("items that were kept without a time to live live as long as it from when they are first looked at", () => {
  const before = listOf(undefined);
  before.add(0, "kept");
  const { store, cursor, handle } = listOf(ttl);
  store.restore([before.store.snapshot()]);
  store.cleanUp(1000, 100);
  cursor.eventMs = 1099;
  expect(handle.get()).toEqual(["kept"]);
  store.cleanUp(1200, 100);
  expect(store.keys().length).toBe(0);
});
