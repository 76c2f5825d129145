import { expect, test } from "vitest";
import { DiskPanes } from "../../../../core/state/disk/disk-panes.ts";
import type { PaneFolding } from "../../../../core/state/pane-folding.ts";
import type { StateSegment, StateSnapshot } from "../../../../core/state/state.ts";
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
const batchRows = 512;

function opened(folder = memoryFolder()): { readonly panes: DiskPanes; readonly folder: typeof folder } {
  return { panes: new DiskPanes([sum], stillHost(), { folder: folder.folder, memoryBytes }), folder };
}

/** Adds 1 to keys in [0, count), `rounds` times, a batch at a time; gives the most that tables took between two. */
function fill(panes: DiskPanes, time: number, count: number, rounds: number): number {
  let most = 0;
  for (let round = 0; round < rounds; round++) {
    for (let from = 0; from < count; from += batchRows) {
      add(panes, time, from, Math.min(count, from + batchRows));
      most = Math.max(most, tableBytes(panes));
    }
  }
  return most;
}

function add(panes: DiskPanes, time: number, from: number, to: number): void {
  const table = panes.pane(time);
  for (let key = from; key < to; key++) {
    const entry = table.add(key);
    table.partials[0]!.numbers[entry]!++;
  }
  panes.relieve();
}

function tableBytes(panes: DiskPanes): number {
  return [...panes.panes.values()].reduce((bytes, table) => bytes + (table.size > 0 ? table.bytes : 0), 0);
}

/** The sums of the keys in some panes, and the most that a table with them took. */
function gathered(panes: DiskPanes, times: readonly number[]): { sums: Map<number, number>; mostBytes: number } {
  const sums = new Map<number, number>();
  let mostBytes = 0;
  panes.gather(times, (table) => {
    mostBytes = Math.max(mostBytes, table.bytes);
    for (let entry = 0; entry < table.size; entry++) {
      const key = table.keys[entry]!;
      if (sums.has(key)) throw new Error(`Cannot count ${key} as it must be in one table: got it in two`);
      sums.set(key, table.partials[0]!.numbers[entry]!);
    }
  });
  return { sums, mostBytes };
}

function different(sums: ReadonlyMap<number, number>): [count: number, values: number[]] {
  return [sums.size, [...new Set(sums.values())]];
}

test("panes several times as large as their memory stay within it, and each key comes once with all that it has", () => {
  const { panes, folder } = opened();
  const most = fill(panes, 0, 20_000, 2);
  const { sums, mostBytes } = gathered(panes, [0]);
  expect(different(sums)).toEqual([20_000, [2]]);
  expect([most < memoryBytes / 4, mostBytes < memoryBytes / 2, folder.writes > 10]).toEqual([true, true, true]);
  expect([panes.footprint().entries >= 20_000, panes.footprint().bytes > 4 * memoryBytes]).toEqual([true, true]);
});

test("what fits is not put away, nor does anything go to disk", () => {
  const { panes, folder } = opened();
  fill(panes, 0, 500, 3);
  expect([panes.isEmpty, panes.sizeOf(0), panes.panes.get(0)!.size, folder.made]).toEqual([true, 0, 500, 0]);
});

test("a window of several panes has what they have together, whichever were put away", () => {
  const { panes } = opened();
  fill(panes, 0, 20_000, 1);
  fill(panes, 10, 500, 1);
  fill(panes, 20, 20_000, 2);
  expect([panes.has(0), panes.times.size]).toEqual([true, 3]);
  const { sums } = gathered(panes, [0, 10, 20]);
  expect([sums.get(0), sums.get(499), sums.get(500), sums.get(19_999), sums.size]).toEqual([4, 4, 3, 3, 20_000]);
});

test("a key is found where it was put away, and not in a pane that was dropped", () => {
  const { panes } = opened();
  fill(panes, 0, 20_000, 1);
  expect([panes.tableOf(0, 17).find(17) >= 0, panes.tableOf(0, 30_000).find(30_000)]).toEqual([true, -1]);
  expect(new Set(panes.sampleKeys()).size > 100).toBe(true);
  panes.drop(0);
  expect([panes.isEmpty, panes.footprint().entries, panes.times.size]).toEqual([true, 0, 0]);
  expect(gathered(panes, [0]).sums.size).toBe(0);
});

function copies(segments: readonly StateSegment[]): StateSegment[] {
  return segments.map((segment) => {
    const bytes = segment.read(0, segment.sizeBytes);
    const { name, sizeBytes, checksum, groups } = segment;
    segment.release();
    const read = (position: number, length: number): Uint8Array => bytes.slice(position, position + length);
    return { name, sizeBytes, checksum, groups, read, release: () => undefined };
  });
}

test("the files of a barrier have all there was, later ones only what has changed besides; both are restored", () => {
  const { panes } = opened();
  fill(panes, 0, 20_000, 1);
  add(panes, 10, 0, 1000);
  const first = copies(panes.segments());
  add(panes, 10, 0, 10);
  const second = copies(panes.segments());
  const known = new Set(first.map(({ name }) => name));
  const fresh = second.filter(({ name }) => !known.has(name));
  const added = fresh.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
  expect([fresh.length, added < 20_000, second.length > fresh.length]).toEqual([1, true, true]);
  for (const [segments, value] of [
    [first, 2],
    [second, 3],
  ] as const) {
    const restored = opened().panes;
    restored.restoreSegments(segments);
    const { sums } = gathered(restored, [0, 10]);
    expect([sums.get(5), sums.get(500), sums.get(1000), sums.size]).toEqual([value, 2, 1, 20_000]);
  }
});

test("a copy has what there was when it was taken, however late its bytes are asked for", () => {
  const { panes } = opened();
  fill(panes, 0, 20_000, 1);
  const snapshot: StateSnapshot = panes.snapshot();
  fill(panes, 0, 20_000, 1);
  panes.drop(0);
  const restored = opened().panes;
  restored.restore([snapshot]);
  expect(different(gathered(restored, [0]).sums)).toEqual([20_000, [1]]);
});

test("a changed byte of a file is told at restore", () => {
  const { panes } = opened();
  fill(panes, 0, 20_000, 1);
  const [first, ...others] = copies(panes.segments());
  const read = (position: number, length: number): Uint8Array => {
    const bytes = first!.read(position, length);
    if (position <= 5000 && position + length > 5000) bytes[5000 - position]! ^= 1;
    return bytes;
  };
  const restoring = (): void => opened().panes.restoreSegments([{ ...first!, read }, ...others]);
  expect(restoring).toThrow(/^Cannot read state on disk, segment .* restore from an earlier checkpoint/);
});
