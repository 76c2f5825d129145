import { test } from "vitest";
import { coGroup } from "../../../core/operators/co-group.ts";
import type { JoinHow } from "../../../core/operators/join-spec.ts";
import { windowJoin } from "../../../core/operators/window-join.ts";
import { at } from "../../../core/testing/mod.ts";
import { type PaneAssigner, sliding, tumbling } from "../../../core/time/window.ts";
import { expectAlikeOnDisk, type Step } from "./much-on-disk.ts";

interface Row {
  readonly id: string | number;
}

const key = { columns: ["id"], names: ["id"] };
const exchange = [({ id }: Row) => id, ({ id }: Row) => id];

/** Rows of both sides, of keys that are texts and numbers, most of which one side has alone; each window is many times the memory. */
const steps = Array.from({ length: 16 }, (_, batch): Step[] => {
  const rows = Array.from({ length: 200 }, (_, k) => {
    const n = batch * 200 + k;
    const number = (n * 7919) % 1700;
    const id = number % 2 === 0 ? `key ${number}` : number;
    return at(n + (n % 7) * 40, { id, [batch % 2 === 0 ? "left" : "right"]: `${n} `.repeat(6) });
  });
  const step = { input: (batch % 2) as 0 | 1, rows };
  return batch % 8 === 7 ? [step, { watermark: batch * 200 - 400 }] : [step];
}).flat();

const windows: readonly [how: JoinHow, window: PaneAssigner][] = [
  ["inner", tumbling(2000)],
  ["full", tumbling(2000)],
  ["left", sliding(2000, { every: 1000 })],
  ["semi", tumbling(2000)],
  ["anti", sliding(2000, { every: 1000 })],
];

test.each(windows)(
  "a join (%s) by windows that are many times as large as their memory is as in memory",
  (how, window) => {
    const operator = () => windowJoin({ how, keys: [key, key], shared: ["id"], window });
    expectAlikeOnDisk({ operator, exchange, steps }, 60_000);
  },
);

test.each([
  ["of windows", tumbling(2000)],
  ["of all rows", undefined],
])("groups of both sides (%s) that are many times as large as their memory are as in memory", (_, window) => {
  const make = ({ key: id, left, right }: { key: unknown; left: unknown[]; right: unknown[] }) => [
    { id, lefts: left.length, rights: JSON.stringify(right).length },
  ];
  const operator = () => coGroup({ keys: [key, key], ...(window === undefined ? {} : { window }), make } as never);
  expectAlikeOnDisk({ operator, exchange, steps }, 60_000);
});
