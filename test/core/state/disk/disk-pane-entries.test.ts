import { expect, test } from "vitest";
import { DiskPaneEntries } from "../../../../core/state/disk/disk-pane-entries.ts";
import type { PaneFolding } from "../../../../core/state/pane-folding.ts";
import { memoryFolder } from "../../../../core/testing/memory-folder.ts";
import { stillHost } from "../still-host.ts";

const sum: PaneFolding = {
  name: "sum",
  zero: () => 0,
  add: (partial: number, value: number) => partial + value,
  merge: (left: number, right: number) => left + right,
  result: (partial: number) => partial,
};

const memoryBytes = 2 ** 17;

function opened(): { readonly panes: DiskPaneEntries; readonly fileBytes: () => number } {
  const folder = memoryFolder();
  return {
    panes: new DiskPaneEntries([sum], stillHost(), { folder: folder.folder, memoryBytes }),
    fileBytes: () => folder.names.reduce((bytes, name) => bytes + folder.bytesOf(name).length, 0),
  };
}

/** Adds to keys of a pane, as an operator does with a batch; an entry that comes to 0 goes. */
function add(panes: DiskPaneEntries, time: number, keys: Iterable<number>, value: number): void {
  panes.relieve();
  for (const key of keys) panes.want(time, key, "to change");
  panes.bring();
  const table = panes.pane(time);
  for (const key of keys) {
    const entry = table.add(key);
    table.partials[0]!.numbers[entry]! += value;
    if (table.partials[0]!.numbers[entry] === 0) table.remove(entry);
  }
}

function gathered(panes: DiskPaneEntries, times: readonly number[]): { sums: Map<number, number>; mostBytes: number } {
  const sums = new Map<number, number>();
  let mostBytes = 0;
  panes.gather(times, (table) => {
    mostBytes = Math.max(mostBytes, table.bytes);
    for (let entry = 0; entry < table.size; entry++) {
      if (sums.has(table.keys[entry]!)) throw new Error(`Cannot count a key as it must be in one table: got it in two`);
      sums.set(table.keys[entry]!, table.partials[0]!.numbers[entry]!);
    }
  });
  return { sums, mostBytes };
}

const keysTo = (count: number): number[] => Array.from({ length: count }, (_, key) => key);

test("entries many times as large as their memory are merged by key over panes, and neither tables nor what is gathered grows with them", () => {
  const { panes, fileBytes } = opened();
  const keys = keysTo(20_000);
  let most = 0;
  for (const time of [0, 10]) {
    for (let from = 0; from < keys.length; from += 500) {
      add(panes, time, keys.slice(from, from + 500), time + 1);
      most = Math.max(
        most,
        [...panes.panes.values()].reduce((bytes, table) => bytes + (table.size > 0 ? table.bytes : 0), 0),
      );
    }
  }
  let numbersHeld = 0;
  panes.eachKey(() => numbersHeld++);
  expect(numbersHeld).toBeLessThan(4_000);
  const { sums, mostBytes } = gathered(panes, [0, 10]);
  expect(sums).toEqual(new Map(keys.map((key) => [key, 12])));
  expect([panes.sizeOf(0), panes.sizeOf(10)]).toEqual([20_000, 20_000]);
  // Of tables that grow by doubling, what a batch more takes included.
  expect(most).toBeLessThan(memoryBytes);
  expect(mostBytes).toBeLessThan(memoryBytes);
  expect(fileBytes()).toBeGreaterThan(10 * memoryBytes);
});

test("an entry that went since it was last written is not the one on disk: neither when it comes again, nor in what is gathered", () => {
  const { panes } = opened();
  add(panes, 0, [1, 2, 3], 5);
  expect(panes.sizeOf(0)).toBe(3);
  add(panes, 0, [1, 2], -5);
  panes.want(0, 1, "to change");
  panes.want(0, 2, "to read");
  panes.bring();
  expect([1, 2, 3].map((key) => panes.panes.get(0)!.find(key))).toEqual([-1, -1, -1]);
  add(panes, 0, [1], 2);
  expect(gathered(panes, [0]).sums).toEqual(
    new Map([
      [1, 2],
      [3, 5],
    ]),
  );
  expect(panes.sizeOf(0)).toBe(2);
});

test("what is brought to be read is as it was, and is not written again", () => {
  const { panes } = opened();
  add(panes, 0, keysTo(1000), 5);
  const before = panes.segments().map(({ name }) => name);
  expect(panes.sizeOf(0)).toBe(1000);
  for (const key of [...keysTo(1000), 7]) panes.want(0, key, "to read");
  panes.bring();
  const table = panes.panes.get(0)!;
  expect([table.size, table.partials[0]!.numbers[table.find(7)]]).toEqual([1000, 5]);
  expect(panes.segments().map(({ name }) => name)).toEqual(before);
});

test("keys that come and go again within a batch are let go of, though there is never much at hand", () => {
  const { panes } = opened();
  let most = 0;
  for (let from = 0; from < 60_000; from += 500) {
    const keys = keysTo(500).map((key) => from + key);
    add(panes, 0, keys, 1);
    const table = panes.pane(0);
    for (const key of keys) table.remove(table.find(key));
    let known = 0;
    panes.eachKey(() => known++);
    most = Math.max(most, known);
  }
  expect(most).toBeLessThan(5_000);
});

test("panes that are dropped leave nothing, neither in memory nor on disk", () => {
  const { panes, fileBytes } = opened();
  const keys = keysTo(5_000);
  for (let time = 0; time < 400; time += 10) {
    add(panes, time, keys.slice(0, 2500), 1);
    add(panes, time, keys.slice(2500), 1);
    panes.sizeOf(time);
    panes.drop(time);
  }
  expect(panes.footprint().entries).toBe(0);
  expect([panes.isEmpty, panes.times.size, panes.panes.size]).toEqual([true, 0, 0]);
  // 200,000 entries and the keys of 40 panes were written, a megabyte and more of them.
  expect(fileBytes()).toBeLessThan(10 * memoryBytes);
  expect(panes.footprint().bytes).toBeLessThan(10 * memoryBytes);
});
