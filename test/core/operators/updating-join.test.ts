import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JoinHow } from "../../../core/operators/join-spec.ts";
import type { KeySpec } from "../../../core/operators/keyed-input.ts";
import { updatingJoin } from "../../../core/operators/updating-join.ts";
import { crash, end, insert, on, remove, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { changesOf, differences, stepsOf } from "./changing-inputs.ts";
import { hows, nestedLoop } from "./join-oracle.ts";

interface Side {
  readonly id: number | string | null;
  readonly v: number;
}

const byId: KeySpec = { columns: ["id"], names: ["id"] };
const exchange = [({ id }: Side) => id ?? "none", ({ id }: Side) => id ?? "none"];

function joinOf(how: JoinHow, changes: readonly [boolean, boolean] = [true, true]) {
  return updatingJoin({
    how,
    keys: [byId, byId],
    shared: ["id"],
    select: ((l: Side | null, r: Side | null) => ({ l, r })) as never,
    changes,
  });
}

const rows = fc.record(
  { id: fc.oneof({ weight: 6, arbitrary: fc.nat(2) }, fc.constantFrom("a", null)), v: fc.nat(3) },
  { noNullPrototype: true },
);

const selected =
  (how: JoinHow) =>
  ([left, right]: unknown[][]): unknown[] =>
    nestedLoop(left as Side[], right as Side[], how, (l, r) => l.id !== null && l.id === r.id).map(([l, r]) => ({
      l,
      r,
    }));

describe("updatingJoin", () => {
  test.each(hows)("regular join, %s: at any time the join of the rows there are, whatever comes and goes", (how) => {
    fc.assert(
      fc.property(changesOf(rows, 2), (changes) => {
        const events = stepsOf(changes, 2).flat();
        verifyOperator(joinOf(how), {
          input: [...events, end],
          output: [...differences(events, 2, selected(how)), end],
          exchange,
        });
      }),
      { numRuns: 25 },
    );
  });

  test.each(hows)("regular join, %s, of rows that only come: nothing is looked for by content", (how) => {
    fc.assert(
      fc.property(changesOf(rows, 2), (changes) => {
        const events = changes.map(({ input, row: value }) => on(input, row(value)));
        const operator = joinOf(how, [false, false]);
        expect(operator.changes).toBe(how === "inner" || how === "semi" ? "keeps" : "accepts");
        verifyOperator(operator, {
          input: [...events, end],
          output: [...differences(events, 2, selected(how)), end],
          exchange,
        });
      }),
      { numRuns: 15 },
    );
  });

  test("null-padded rows are taken back when a partner comes, and given again when the last one goes", () =>
    verifyOperator(updatingJoin({ how: "full", keys: [byId, byId], shared: ["id"], changes: [true, true] }), {
      input: [
        on(0, insert({ id: 1, l: "a" })),
        on(1, insert({ id: 2, r: "x" })),
        watermark(1),
        on(1, insert({ id: 1, r: "y" })),
        crash,
        on(1, remove({ id: 1, r: "y" })),
        on(0, remove({ id: 1, l: "a" })),
        end,
      ],
      output: [
        insert({ id: 1, l: "a" }),
        // The right side's columns are known from here on.
        remove({ id: 1, l: "a" }),
        insert({ id: 1, l: "a", r: null }),
        insert({ id: 2, l: null, r: "x" }),
        watermark(1),
        remove({ id: 1, l: "a", r: null }),
        insert({ id: 1, l: "a", r: "y" }),
        remove({ id: 1, l: "a", r: "y" }),
        insert({ id: 1, l: "a", r: null }),
        remove({ id: 1, l: "a", r: null }),
        end,
      ],
      exchange,
    }));

  test("null keys never match, on either side", () =>
    verifyOperator(joinOf("full"), {
      input: [
        on(0, insert({ id: null, v: 1 })),
        on(1, insert({ id: null, v: 2 })),
        on(0, remove({ id: null, v: 1 })),
        end,
      ],
      output: [
        insert({ l: { id: null, v: 1 }, r: null }),
        insert({ l: null, r: { id: null, v: 2 } }),
        remove({ l: { id: null, v: 1 }, r: null }),
        end,
      ],
      exchange,
    }));

  test("a row that is taken back but never came is a failed record that says so", () =>
    verifyOperator(joinOf("left"), {
      input: [on(0, insert({ id: 1, v: 1 })), on(0, remove({ id: 1, v: 2 })), on(1, remove({ id: 7, v: 2 })), end],
      output: [insert({ l: { id: 1, v: 1 }, r: null }), end],
      failures: [/Cannot take back a row in .* as it must be there/, /Cannot take back a row in/],
      exchange,
    }));

  test("more pairs than a batch holds come out in several", () => {
    const many = Array.from({ length: 91 }, (_, v) => v);
    const batches: number[] = [];
    const lefts = many.map((v) => on(0, row({ id: 1, v })));
    const rights = many.map((v) => on(1, row({ id: 1, v })));
    const operator = joinOf("inner", [false, false]);
    const counting = {
      ...operator,
      open: (context: Parameters<typeof operator.open>[0]) =>
        operator.open({
          ...context,
          emit: (batch) => {
            batches.push(batch.rowCount);
            context.emit(batch);
          },
        }),
    };
    const pairs = many.flatMap((l) => many.map((r) => row({ l: { id: 1, v: l }, r: { id: 1, v: r } })));
    verifyOperator(
      { ...counting, name: "join" },
      { input: [...rights, watermark(1), ...lefts], output: [watermark(1), ...pairs] },
    );
    expect(Math.max(...batches)).toBeLessThanOrEqual(8192);
    expect(Math.max(...batches)).toBeGreaterThan(8_000);
  });
});
