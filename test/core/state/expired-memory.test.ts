import { expect, test } from "vitest";
import { keySpace } from "../../../core/state/key-space.ts";
import type { StateDeclaration, StateHost } from "../../../core/state/state.ts";
import type { StateCursor } from "../../../core/state/user/cursor.ts";
import type { Expiry } from "../../../core/state/user/expiry.ts";
import { userList } from "../../../core/state/user/list.ts";
import { userMap } from "../../../core/state/user/map.ts";
import type { UserStore } from "../../../core/state/user/user-state.ts";
import { userValue } from "../../../core/state/user/value.ts";
import { memoryFolder } from "../../../core/testing/memory-folder.ts";

const ttl: Expiry = { ttlMs: 1000, updates: "onCreateAndWrite", visibility: "neverReturnExpired", time: "event" };
const maxParallelism = 16;
const keyCount = 8000;

type Put = (key: string, timeMs: number) => void;

const kinds: readonly [
  what: string,
  open: (cursor: StateCursor, host: StateHost) => [UserStore<unknown>, () => void],
][] = [
  [
    "values",
    (cursor, host) => opened(userValue<object>(ttl).declare("of"), cursor, host, (value) => value.set({ n: 1 })),
  ],
  ["lists", (cursor, host) => opened(userList<string>(ttl).declare("of"), cursor, host, (list) => list.add("an item"))],
  [
    "maps",
    (cursor, host) => opened(userMap<string, number>(ttl).declare("of"), cursor, host, (map) => map.set("a", 1)),
  ],
];

function opened<Handle>(
  declared: StateDeclaration<UserStore<Handle>>,
  cursor: StateCursor,
  host: StateHost,
  change: (handle: Handle) => void,
): [UserStore<unknown>, () => void] {
  const store = declared.create(host);
  const handle = store.handle(cursor);
  return [store, () => change(handle)];
}

/** State of texts as keys, and what a subtask does with it between two batches. */
function subtask([, open]: (typeof kinds)[number], folder: ReturnType<typeof memoryFolder> | undefined) {
  const keys = keySpace(maxParallelism);
  const cursor = { key: 0, eventMs: 0, processingMs: 0, undo: undefined };
  const host = { keys, maxParallelism, clock: { nowMs: () => 0 }, watermark: () => cursor.eventMs };
  const disk = folder && { folder: folder.folder, memoryBytes: 2 ** 17 };
  const [store, change] = open(cursor, disk === undefined ? host : { ...host, disk });
  const put: Put = (key, timeMs) => {
    Object.assign(cursor, { key: keys.numberOf(key), eventMs: timeMs });
    change();
  };
  const cleanUp = (timeMs: number): void => {
    keys.mayForget(5000 - store.cleanUp(timeMs, 5000));
    if (keys.wantsSweep) keys.sweep((keep) => store.eachKey?.(keep));
  };
  const bytes = () => ({
    state: store.footprint!().bytes,
    keys: keys.sizeBytes,
    files: (folder?.names ?? []).reduce((sum, name) => sum + folder!.bytesOf(name).length, 0),
  });
  return { put, cleanUp, bytes };
}

for (const kind of kinds) {
  test(`${kind[0]} that have expired are gone from memory, and so are the tables that they were found by`, () => {
    const { put, cleanUp, bytes } = subtask(kind, undefined);
    for (let key = 0; key < keyCount; key++) put(`key ${key}`, 0);
    const before = bytes();
    for (let round = 0; round < 20; round++) cleanUp(5000);
    expect([before.state > 40 * keyCount, bytes().state < before.state / 20]).toEqual([true, true]);
  });

  test(`${kind[0]} that have expired are gone from the disk, and so is the index that they were found by`, () => {
    const folder = memoryFolder();
    const { put, cleanUp, bytes } = subtask(kind, folder);
    for (let key = 0; key < keyCount; key++) put(`key ${key}`, 0);
    const before = bytes();
    for (let round = 0; round < 20; round++) cleanUp(5000);
    const after = bytes();
    expect([before.files > 2 ** 18, after.files < before.files / 20]).toEqual([true, true]);
    expect([before.state > 40 * keyCount, after.state < before.state / 10]).toEqual([true, true]);
  });
}

test("keys of what has expired are forgotten without as many new ones, and their places are taken again", () => {
  const keys = keySpace(maxParallelism);
  const numbers = Array.from({ length: 150_000 }, (_, key) => keys.numberOf(`key ${key}`));
  keys.sweep((keep) => numbers.forEach(keep));
  const before = keys.sizeBytes;
  expect(keys.wantsSweep).toBe(false);
  keys.mayForget(numbers.length);
  expect(keys.wantsSweep).toBe(true);
  keys.sweep((keep) => keep(numbers[7]!));
  expect([keys.keyOf(numbers[7]!), keys.sizeBytes < before / 1000, keys.wantsSweep]).toEqual(["key 7", true, false]);
  expect(keys.numberOf("another")).toBe(numbers[0]);
});
