import { expect, test } from "vitest";
import { avg } from "../../../../core/aggregates/avg.ts";
import { count } from "../../../../core/aggregates/count.ts";
import { plainSums } from "../../../../core/aggregates/exact-sum.ts";
import { sum } from "../../../../core/aggregates/sum.ts";
import { makeBatch } from "../../../../core/data/batch.ts";
import { columnOf } from "../../../../core/data/column-of.ts";
import { int32, string } from "../../../../core/data/data-type.ts";
import { encodeKey, keyGroupOf } from "../../../../core/data/key-group.ts";
import { rowSchema } from "../../../../core/data/schema.ts";
import { valueState } from "../../../../core/state/keyed-state.ts";
import type { PaneFolding } from "../../../../core/state/pane-folding.ts";
import { paneState } from "../../../../core/state/pane-state.ts";
import { rowState } from "../../../../core/state/row-state.ts";
import { rowStore } from "../../../../core/state/row-store.ts";
import { formatOf } from "../../../../core/state/schema/formats.ts";
import type { StateSchema } from "../../../../core/state/schema/state-schema.ts";
import type { StoredEntry } from "../../../../core/state/schema/stored-entry.ts";
import { sessionState } from "../../../../core/state/session-state.ts";
import type { Recoverable, StateDeclaration, StateHost } from "../../../../core/state/state.ts";
import { timerState } from "../../../../core/state/timers.ts";
import { stillHost } from "../still-host.ts";

const groupOf = (key: unknown): number => keyGroupOf(encodeKey(key), 128);

function filled<Handle>(
  declaration: StateDeclaration<Handle>,
  fill: (handle: Handle, keys: StateHost["keys"]) => void,
): { readonly snapshot: ReturnType<Recoverable["snapshot"]>; readonly schema: StateSchema } {
  const host = stillHost();
  const handle = declaration.create(host);
  fill(handle, host.keys);
  const fields = declaration.fields?.map(({ name, type }) => ({ name, type })) ?? null;
  return { snapshot: handle.snapshot(), schema: { version: 1, key: null, fields } };
}

const withoutGroups = (entries: Iterable<StoredEntry>): unknown[] =>
  Array.from(entries, ({ key, pane, value }) => [key, pane, value]).sort((a, b) => (String(a) < String(b) ? -1 : 1));

/** What the format reads; then state of what it writes with texts as keys must say the same. */
function throughFormat<Handle>(
  declaration: StateDeclaration<Handle>,
  fill: (handle: Handle, keys: StateHost["keys"]) => void,
): unknown[] {
  const { snapshot, schema } = filled(declaration, fill);
  const format = formatOf(declaration.form, schema)!;
  const changed = format.change(snapshot, { key: String }, groupOf);
  const again = declaration.create(stillHost());
  again.restore([changed]);
  const texts = withoutGroups(format.read(again.snapshot()));
  const read = withoutGroups(format.read(snapshot));
  expect(texts).toEqual(read.map((entry) => [String((entry as unknown[])[0]), ...(entry as unknown[]).slice(1)]));
  const made = declaration.create(stillHost());
  made.restore([format.write(format.read(snapshot), groupOf)]);
  expect(withoutGroups(format.read(made.snapshot()))).toEqual(read);
  return read;
}

test("values by key and namespace are read and written as their state does", () => {
  const read = throughFormat(valueState<object>("seen"), (state) => {
    state.set(1, { n: 1 });
    state.set(2, { n: 2 }, 10);
  });
  expect(read).toEqual([
    [1, 0, { n: 1 }],
    [2, 10, { n: 2 }],
  ]);
});

test("! exact sums that are one number each are read as what they stand for: of values, and of none", () => {
  const total = sum((n: number) => n).aggregate as PaneFolding;
  const numbers = [7, -0, 2.5];
  const read = throughFormat(paneState("groups", [total], "together", ["total"]), (panes) => {
    numbers.forEach((number, key) => {
      const table = panes.pane(0);
      table.partials[0]!.numbers[table.add(key)] = number;
    });
  });
  expect(read).toEqual(numbers.map((number, key) => [key, 0, { total: plainSums.widen(number) }]));
});

test("timers are read and written as their state does", () => {
  expect(throughFormat(timerState("timers"), (timers) => void timers.set(3, 500, 7))).toEqual([[3, 7, 500]]);
});

test("partial results of panes are read from blocks and written by key group", () => {
  const foldings = [count().aggregate, avg((n: number) => n).aggregate] as unknown as PaneFolding[];
  const read = throughFormat(paneState("panes", foldings, "apart", ["rows", "mean"]), (panes) => {
    for (const [pane, key] of [
      [0, 1],
      [10, 1],
      [10, 2],
    ] as const) {
      const table = panes.pane(pane);
      const entry = table.add(key);
      table.partials[0]!.numbers[entry] = key + pane;
    }
  });
  expect(read).toEqual([
    [1, 0, { rows: 1, mean: expect.objectContaining({ count: 0 }) }],
    [1, 10, { rows: 11, mean: expect.objectContaining({ count: 0 }) }],
    [2, 10, { rows: 12, mean: expect.objectContaining({ count: 0 }) }],
  ]);
});

test("sessions are read and written as their state does", () => {
  const foldings = [count().aggregate] as unknown as PaneFolding[];
  const read = throughFormat(sessionState("sessions", foldings, ["rows"]), (sessions) => {
    const entries = new Int32Array(1);
    sessions.locate(Float64Array.of(4), undefined, 1, entries);
    sessions.partials[0]!.numbers[sessions.add(entries[0]!, 5, 15)] = 3;
  });
  expect(read).toEqual([[4, 5, { rows: 3 }]]);
});

const batch = makeBatch(
  rowSchema([
    { name: "id", type: int32 },
    { name: "item", type: string },
  ]),
  2,
  [columnOf([1, 2]), columnOf(["tea", "cup"])],
);

test("rows are read and written as their states do", () => {
  const expected = [
    { id: 1, item: "tea" },
    { id: 2, item: "cup" },
  ];
  const placed = throughFormat(rowStore("rows"), (store) => {
    const places = new Int32Array(2);
    store.take(2, places);
    store.put(batch, Int32Array.of(0, 1), 2, Float64Array.of(7, 8), places);
  });
  expect(placed).toEqual([
    [7, null, expected[0]],
    [8, null, expected[1]],
  ]);
  const kept = throughFormat(rowState("rows"), (rows) => rows.space(60).add(batch, Float64Array.of(7, 8)));
  expect(kept).toEqual([
    [7, 60, expected[0]],
    [8, 60, expected[1]],
  ]);
});

test("a form that nobody can read apart from its operator has no format", () => {
  expect(formatOf("columns", undefined)).toBeUndefined();
  expect(formatOf("panes(count: number)", undefined)).toBeUndefined();
});
