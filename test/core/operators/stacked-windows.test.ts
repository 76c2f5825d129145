import fc from "fast-check";
import { expect, test } from "vitest";
import { avg, count, countDistinct, max } from "../../../core/aggregates/mod.ts";
import { partialAt, setPartial } from "../../../core/data/partial-columns.ts";
import { aggregationSpec } from "../../../core/dataset/aggregation.ts";
import { paneWindows } from "../../../core/operators/pane-windows.ts";
import { panesOf } from "../../../core/operators/panes.ts";
import { stackedWindows } from "../../../core/operators/stacked-windows.ts";
import type { KeyedTable } from "../../../core/state/keyed-table.ts";
import { paneState } from "../../../core/state/pane-state.ts";
import { sliding } from "../../../core/time/window.ts";
import { stillHost } from "../state/still-host.ts";

const { foldings } = aggregationSpec(
  {
    rows: count(),
    mean: avg((row: number) => row),
    most: max((row: number) => (row % 2 === 0 ? row : `text ${row}`.length)),
    kinds: countDistinct((row: number) => row % 5),
  } as Parameters<typeof aggregationSpec>[0],
  [],
  "the test",
);

/** A record comes so long before or behind the watermark, or the watermark goes on. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ key: fc.nat(4), behind: fc.integer({ min: -3, max: 14 }), value: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 6 }) },
);

function opened(kind: typeof stackedWindows) {
  const panes = panesOf(sliding(12, { every: 1 }));
  const state = paneState("panes", foldings).create(stillHost());
  return { panes, state, windows: kind(panes, state, foldings) };
}

function contentsOf(table: KeyedTable | undefined): Record<string, unknown> {
  const size = table?.size ?? 0;
  return Object.fromEntries(
    Array.from({ length: size }, (_, entry) => [
      table!.keys[entry]!,
      foldings.map((folding, at) => folding.result(partialAt(table!.partials[at]!, entry) as never)),
    ]),
  );
}

/** What is merged ahead: nothing, what is over, or what is still to come as well. */
const prepared = fc.constantFrom("nothing", "what is over", "all");

test("windows of panes and of stacks hold what all their panes merged anew hold, whatever comes late into them, prepared or not", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: "max" }), prepared, (steps, ahead) => {
      const all = [opened(paneWindows), opened(paneWindows), opened(stackedWindows)] as const;
      let now = 0;
      for (const one of steps) {
        if (typeof one === "object") {
          const pane = Math.max(now - one.behind, now - 11);
          for (const { state, windows } of all) {
            for (const table of [state.pane(pane), ...windows.tablesAhead(pane)]) addTo(table, one.key, one.value);
          }
          continue;
        }
        for (let end = now + 1; end <= now + one; end++) {
          const [anew, ...others] = all.map(({ state, windows }, at) => {
            const contents = contentsOf(windows.tableOf(end));
            state.drop(end - 12);
            if (at > 0 && ahead !== "nothing") windows.prepare(end + 1, ahead === "all" ? end + 1 : end);
            return contents;
          });
          for (const contents of others) expect(contents).toEqual(anew);
        }
        now += one;
      }
    }),
    { numRuns: 300 },
  );
});

function addTo(table: KeyedTable, key: number, value: number): void {
  const entry = table.add(key);
  foldings.forEach((folding, at) => {
    const added = folding.add(partialAt(table.partials[at]!, entry) as never, value as never, () => value);
    setPartial(table.partials[at]!, entry, added);
  });
}
