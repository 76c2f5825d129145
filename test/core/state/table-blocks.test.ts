import fc from "fast-check";
import { expect, test } from "vitest";
import { type Folding, partialAt } from "../../../core/data/partial-columns.ts";
import { type PaneState, paneState } from "../../../core/state/pane-state.ts";
import type { Recoverable, StatePiece } from "../../../core/state/state.ts";
import { TableBlocks } from "../../../core/state/table-blocks.ts";
import { stillHost } from "./still-host.ts";

const sum: Folding = {
  name: "sum",
  zero: () => 0,
  add: (partial: number, value: number) => partial + value,
  merge: (left: number, right: number) => left + right,
  result: (partial: number) => partial,
};

function opened(): PaneState & Recoverable {
  return paneState("panes", [sum]).create(stillHost()) as PaneState & Recoverable;
}

/** Adds to keys of a pane, as a fold does: located together, then changed. */
function add(panes: PaneState, time: number, keys: readonly number[]): void {
  const table = panes.pane(time);
  const entries = new Int32Array(keys.length);
  table.locate(Float64Array.from(keys), undefined, 0, keys.length, entries);
  for (const entry of entries) table.partials[0]!.numbers[entry]! += 1;
}

function contents(panes: PaneState): Record<string, number> {
  const all: Record<string, number> = {};
  for (const [time, table] of panes.panes) {
    for (let entry = 0; entry < table.size; entry++) {
      all[`${time}/${table.keys[entry]}`] = partialAt(table.partials[0]!, entry) as number;
    }
  }
  return all;
}

function pieces(panes: Recoverable, of: "all" | "changes"): readonly StatePiece[] {
  const snapshot = panes.snapshot(of);
  return snapshot.scope === "pieces" ? snapshot.pieces : [];
}

const step = fc.record({
  what: fc.constantFrom("add", "add", "add", "remove", "drop", "snapshot"),
  pane: fc.integer({ min: 0, max: 2 }),
  keys: fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 40 }),
  all: fc.integer({ min: 0, max: 6 }),
});

test("what snapshots of changes name is what they had, however late their bytes are asked for", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const panes = opened();
      const stored = new Map<number, Uint8Array>();
      let last: { readonly pieces: readonly StatePiece[]; readonly contents: Record<string, number> } | undefined;
      const settle = (): void => {
        for (const { id, take } of last?.pieces ?? []) if (take !== undefined) stored.set(id, take());
        if (last === undefined) return;
        const restored = opened();
        restored.restore([
          { scope: "pieces", pieces: last.pieces.map(({ id }) => ({ id, take: () => stored.get(id)! })) },
        ]);
        expect(contents(restored)).toEqual(last.contents);
      };
      for (const { what, pane, keys, all } of steps) {
        if (what === "add") add(panes, pane, all === 0 ? Array.from({ length: 3000 }, (_, key) => key) : keys);
        else if (what === "drop") panes.drop(pane);
        else if (what === "remove") {
          const table = panes.pane(pane);
          for (const key of keys) if (table.find(key) >= 0) table.remove(table.find(key));
        } else {
          settle();
          last = { pieces: pieces(panes, last === undefined ? "all" : "changes"), contents: contents(panes) };
        }
      }
      settle();
    }),
    { numRuns: 200 },
  );
});

test("blocks that did not change are named only", () => {
  const panes = opened();
  add(
    panes,
    0,
    Array.from({ length: 5000 }, (_, key) => key),
  );
  expect(pieces(panes, "all").filter(({ take }) => take !== undefined)).toHaveLength(10);
  add(panes, 0, [3, 4, 4000]);
  const changed = pieces(panes, "changes");
  expect(changed.map(({ take }) => take !== undefined)).toEqual([true, ...Array(6).fill(false), true, false, false]);
});

test("a table that was never in a snapshot does not look at what changes", () => {
  const blocks = new TableBlocks();
  // There is no room for marks: looking would write out of bounds.
  blocks.touchAll(Int32Array.of(5, 100_000), 0, 2);
  blocks.touch(7);
  const copied: number[] = [];
  const taken = blocks.pieces(600, 1024, {
    of: "all",
    nextId: () => 1,
    copy: (from, to) => {
      copied.push(from, to);
      return new Uint8Array(1);
    },
  });
  for (const { take } of taken) take!();
  expect(copied).toEqual([0, 512, 512, 600]);
});

test("the table of a dropped pane is the next one's, empty, unless it was huge: then its memory is free", () => {
  const panes = opened();
  for (const [time, keys, isKept] of [
    [1, 3, true],
    [2, 100_000, true],
    [3, 140_000, false],
  ] as const) {
    add(
      panes,
      time,
      Array.from({ length: keys }, (_, key) => 7 * key),
    );
    const table = panes.pane(time);
    panes.drop(time);
    const next = panes.pane(-time);
    expect([next === table, next.size, next.find(7)]).toEqual([isKept, 0, -1]);
    add(panes, -time, [7, 14, 7]);
    expect([next.size, partialAt(next.partials[0]!, next.find(7))]).toEqual([2, 2]);
  }
});
