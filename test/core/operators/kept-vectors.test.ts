import fc from "fast-check";
import { describe, test } from "vitest";
import type { JoinHow } from "../../../core/operators/join-spec.ts";
import { topRows } from "../../../core/operators/top-rows.ts";
import { updatingJoin } from "../../../core/operators/updating-join.ts";
import { at, end, insert, remove, verifyOperator } from "../../../core/testing/mod.ts";
import { changesOf, differences, stepsOf } from "./changing-inputs.ts";
import { hows, nestedLoop } from "./join-oracle.ts";
import { expectAlikeOnDisk, type Step } from "./much-on-disk.ts";

const byId = { columns: ["id"], names: ["id"] };

interface Side {
  readonly id: number;
  readonly v: Float64Array | null;
}

const joinOf = (how: JoinHow, select?: (left: Side | null, right: Side | null) => unknown) =>
  updatingJoin({
    how,
    keys: [byId, byId],
    shared: ["id"],
    changes: [true, true],
    ...(select === undefined ? {} : { select: select as never }),
  });

/** Mostly of one length; those of another make the kept column one of any values. */
const rows = fc.record(
  {
    id: fc.nat(2),
    v: fc.oneof(
      { weight: 12, arbitrary: fc.tuple(fc.nat(2), fc.nat(2)).map((numbers) => Float64Array.from(numbers)) },
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constant(Float64Array.of(7)) },
    ),
  },
  { noNullPrototype: true },
);

describe("vectors that operators keep", () => {
  test.each(hows)("a join of changelogs, %s: its rows come out as they went in, after crashes as well", (how) => {
    const select = (l: Side | null, r: Side | null): unknown => ({ l, r });
    const selected = ([left, right]: unknown[][]): unknown[] =>
      nestedLoop(left as Side[], right as Side[], how, (l, r) => l.id === r.id).map(([l, r]) => select(l, r));
    fc.assert(
      fc.property(changesOf(rows, 2), (changes) => {
        const events = stepsOf(changes, 2).flat();
        verifyOperator(joinOf(how, select as never), {
          input: [...events, end],
          output: [...differences(events, 2, selected), end],
          exchange: [({ id }: Side) => id, ({ id }: Side) => id],
        });
      }),
      { numRuns: 15 },
    );
  });

  const vectorOf = (n: number): Float64Array => Float64Array.from({ length: 12 }, (_, i) => n + i / 16);

  test("many times as many as fit into memory are joined and ranked from disk as in memory", () => {
    const id = (n: number): string => `key ${(n * 7919) % 900}`;
    const steps = Array.from({ length: 12 }, (_, part): Step => {
      const row = (n: number): Record<string, unknown> => ({
        id: id(n),
        [`v${part % 2}`]: n % 9 === 0 ? null : vectorOf(n),
      });
      const coming = Array.from({ length: 100 }, (_, k) => insert(row(part * 100 + k)));
      const going = Array.from({ length: part < 2 ? 0 : 10 }, (_, k) => remove(row((part - 2) * 100 + 10 * k)));
      return { input: (part % 2) as 0 | 1, rows: [...coming, ...going] };
    });
    const idOf = (row: { id: string }): string => row.id;
    expectAlikeOnDisk({ operator: () => joinOf("full"), exchange: [idOf, idOf], steps }, 100_000);
    const ranked = Array.from({ length: 12 }, (_, part): Step => {
      const numbers = Array.from({ length: 150 }, (_, k) => part * 150 + k);
      return { rows: numbers.map((n) => at(n, { id: id(n), score: (n * 31) % 97, v: vectorOf(n) })) };
    });
    const top = () =>
      topRows({
        key: byId,
        by: [{ column: "score", order: "descending" }],
        count: 2,
        changes: false,
        emit: "changes",
        ties: "first",
      });
    expectAlikeOnDisk({ operator: top, exchange: [idOf], steps: ranked }, 100_000);
  });
});
