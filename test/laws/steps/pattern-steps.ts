import fc from "fast-check";
import { type ConditionJson, match, matchRules, type PatternJson, pattern, type Rule } from "../../../cep/mod.ts";
import type { Rows, Step, Steps, Traits } from "../step.ts";

const plain = ({ timed, early, changes }: Traits): boolean => timed && early && !changes;

/** Matches come when the watermark has passed their last event, those of what did not come when the time is over. */
const gives = (rows: Traits): Traits => ({ ...rows, early: false, ordered: false });

const once: Pick<Step, "takes" | "gives"> = { takes: plain, gives };

/** Patterns, and rules that the second input brings while the first one runs. Ties of time have an order, so that all ways agree. */
export const patternSteps: Steps = {
  pattern: {
    numbers: fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: -3, max: 3 })),
    ...once,
    make: (length: number, least: number) => (rows: Rows) =>
      rows
        .keyBy("key")
        .apply(
          match(
            pattern(
              "one",
              (row: { at: number; key: string; group: number; value: number | null }) => row.group >= least,
            )
              .oneOrMore()
              .notFollowedBy("none", (row) => row.value === null)
              .followedBy("end", (row, { last }) => row.group < last("one")!.group)
              .within(length)
              .afterMatch("past last"),
            { tieOrder: (a, b) => a.group - b.group || (a.value ?? 99) - (b.value ?? 99) },
          ),
        )
        .map(({ one, end: [end] }) => ({ at: end.at, key: end.key, group: one.length, value: one[0].at })),
  },
  rules: {
    numbers: fc.tuple(fc.integer({ min: 1, max: 300 })),
    pairs: true,
    takes: (rows, other) => plain(rows) && plain(other),
    gives: (rows, other) => gives({ ...rows, ends: rows.ends || other.ends }),
    make: (length: number) => (rows: Rows, other: Rows) => {
      const above = (least: number): ConditionJson => ({ op: ">=", left: { field: "group" }, right: least });
      const known: ConditionJson = { op: "!=", left: { field: "value" }, right: null };
      const repeat = { from: 1, to: null };
      const none = { not: "none", where: { not: known }, by: "followedBy" } as const;
      const patterns: readonly (PatternJson | null)[] = [
        {
          parts: [
            { step: "a", where: above(0) },
            { step: "b", by: "followedBy", where: known, withinMs: length },
          ],
        },
        {
          parts: [
            { step: "a", repeat },
            { step: "b", where: { not: above(1) }, withinMs: length },
          ],
          afterMatch: "next",
        },
        {
          parts: [
            { step: "a", where: { all: [above(2), known] } },
            none,
            { step: "b", by: "followedByAny", withinMs: length },
          ],
        },
        { parts: [{ step: "a" }, { step: "b", where: above(1), withinMs: length }], afterMatch: "past last" },
        null,
      ];
      const rules = other.map((row): Rule => {
        const form = (row.key.length + Math.abs(row.group) + Math.abs(Math.round(row.value ?? 0))) % patterns.length;
        // What is of one time and form is the same rule, so that it does not matter which of two comes first.
        const version = Math.floor(row.at) * 10 + form;
        return {
          id: `r${row.group % 3}`,
          version,
          pattern: patterns[form]!,
          ...(form === 0 ? { keys: ["a", "b"] } : {}),
        };
      });
      return rows
        .keyBy("key")
        .apply(
          matchRules<{ at: number; key: string; group: number; value: number | null }>(rules, {
            tieOrder: (a, b) => a.group - b.group || (a.value ?? 99) - (b.value ?? 99),
          }),
        )
        .map(({ rule, version, match: { a, b } }) => ({
          at: b![0]!.at,
          key: `${rule} ${b![0]!.key}`,
          group: version,
          value: a!.reduce((sum, row) => sum + row.group, a!.length * 100),
        }));
    },
  },
};
