import { expect, test } from "vitest";
import { DiskSpaces } from "../../../../core/state/disk/disk-spaces.ts";
import type { StateSegment } from "../../../../core/state/state.ts";
import { batchOf } from "../../../../core/testing/event-batch.ts";
import { memoryFolder } from "../../../../core/testing/memory-folder.ts";
import { at } from "../../../../core/testing/mod.ts";
import { stillHost } from "../still-host.ts";

const memoryBytes = 2 ** 17;
const batchRows = 250;

function opened(): { readonly rows: DiskSpaces; readonly folder: ReturnType<typeof memoryFolder> } {
  const folder = memoryFolder();
  return { rows: new DiskSpaces(stillHost(), { folder: folder.folder, memoryBytes }), folder };
}

/** Adds a row to each key in [0, count); gives the most that was in memory between two batches. */
function fill(rows: DiskSpaces, space: number, count: number): number {
  let most = 0;
  for (let from = 0; from < count; from += batchRows) {
    const keys = Float64Array.from({ length: Math.min(batchRows, count - from) }, (_, k) => from + k);
    const events = Array.from(keys, (key) => at(key, { text: `row ${key} of ${space}` }));
    rows.space(space).add(batchOf(events, { layout: "columns" }), keys);
    rows.relieve();
    most = Math.max(
      most,
      [...rows.spaces.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
  }
  return most;
}

/** The keys of all rows of some namespaces, taken by parts, and the most that a part took. */
function taken(rows: DiskSpaces, spaces: readonly number[]): { keys: number[]; mostRows: number; parts: number } {
  const parts = rows.partsOf(spaces);
  const width = Math.max(1, Math.floor(128 / parts));
  const keys: number[] = [];
  let mostRows = 0;
  for (let from = 0; from < 128; from += width) {
    const part = rows.within(spaces, { from, to: Math.min(128, from + width) })?.keys ?? [];
    mostRows = Math.max(mostRows, part.length);
    keys.push(...part);
  }
  return { keys: keys.sort((a, b) => a - b), mostRows, parts };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, key) => key);
}

function copies(segments: readonly StateSegment[]): StateSegment[] {
  return segments.map((segment) => {
    const bytes = segment.read(0, segment.sizeBytes);
    segment.release();
    const { name, sizeBytes, checksum, groups } = segment;
    const read = (from: number, length: number): Uint8Array => bytes.slice(from, from + length);
    return { name, sizeBytes, checksum, groups, read, release: () => undefined };
  });
}

test("rows many times as large as their memory stay within it, and come again by parts that fit, each once", () => {
  const { rows, folder } = opened();
  const most = fill(rows, 0, 20_000);
  const { keys, mostRows, parts } = taken(rows, [0]);
  expect([keys.length, keys.at(-1), parts > 5, mostRows < 4000]).toEqual([20_000, 19_999, true, true]);
  expect([most < memoryBytes / 2, folder.writes > 10, rows.footprint().entries]).toEqual([true, true, 20_000]);
});

test("what fits stays in memory, and is taken as one; nothing goes to disk before a barrier", () => {
  const { rows, folder } = opened();
  fill(rows, 0, 500);
  expect([rows.partsOf([0]), rows.spaces.get(0)!.size, folder.made]).toEqual([0, 500, 0]);
});

test("a namespace that was dropped has nothing, and its bytes go from the disk", () => {
  const { rows } = opened();
  for (let space = 0; space < 10; space++) {
    fill(rows, space, 5000);
    if (space > 0) rows.drop(space - 1);
    rows.segments().forEach((segment) => void segment.release());
  }
  const { entries, bytes } = rows.footprint();
  expect([entries, bytes < 1_500_000, taken(rows, [8]).keys, taken(rows, [9]).keys.length]).toEqual([
    5000,
    true,
    [],
    5000,
  ]);
});

test("a barrier writes the rows that came since the one before, which stay in memory; what is put away then is not written again", () => {
  const { rows, folder } = opened();
  fill(rows, 7, 500);
  const before = copies(rows.segments()).map(({ name }) => name);
  fill(rows, 7, 250);
  const after = copies(rows.segments());
  const added = after.filter(({ name }) => !before.includes(name));
  expect([rows.spaces.get(7)!.size, added.length, added[0]!.sizeBytes < 25_000]).toEqual([750, 1, true]);
  const { writes } = folder;
  expect([taken(rows, [7]).keys.length, folder.writes - writes]).toEqual([750, 0]);
});

test("files and copies are restored with all rows, those of other key groups left out", () => {
  const { rows } = opened();
  fill(rows, 0, 20_000);
  fill(rows, 10, 300);
  const { rows: fromCopy } = opened();
  fromCopy.restore([rows.snapshot()]);
  const segments = copies(rows.segments());
  const { rows: fromFiles } = opened();
  fromFiles.restoreSegments(segments);
  const { rows: half } = opened();
  half.restoreSegments(segments.map((segment) => ({ ...segment, groups: { from: 0, to: 64 } })));
  const { keys } = stillHost();
  expect(taken(fromCopy, [0]).keys).toEqual(numbers(20_000));
  expect([taken(fromFiles, [0]).keys, taken(fromFiles, [10]).keys]).toEqual([numbers(20_000), numbers(300)]);
  expect(taken(half, [10]).keys).toEqual(numbers(300).filter((key) => keys.groupOf(key) < 64));
});

test("rows that come behind what a barrier wrote and what was put away are written by the next barrier", () => {
  const { rows } = opened();
  fill(rows, 0, 500);
  copies(rows.segments());
  taken(rows, [0]);
  fill(rows, 0, 250);
  const { rows: restored } = opened();
  restored.restoreSegments(copies(rows.segments()));
  expect([taken(rows, [0]).keys.length, taken(restored, [0]).keys.length]).toEqual([750, 750]);
});

test("a namespace that is dropped takes along what a barrier wrote of it", () => {
  const { rows } = opened();
  fill(rows, 0, 500);
  copies(rows.segments());
  rows.drop(0);
  const { rows: restored } = opened();
  restored.restoreSegments(copies(rows.segments()));
  expect([...restored.spaces.keys()]).toEqual([]);
});
