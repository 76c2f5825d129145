import { expect, test } from "vitest";
import { count, type Dataset, from, type Operator, session, sliding, tumbling } from "../../../core/mod.ts";
import { valueBatch } from "./consumers/value-batch.ts";
import { openOperator } from "./open-operator.ts";
import { operatorOf } from "./operator-of.ts";

interface Visit {
  readonly k: string;
  readonly at: number;
}

/** An operator in one subtask, and how many bytes a snapshot of what it keeps by key has. */
function opened(operator: Operator) {
  const inputs = operator.inputs ?? 1;
  const { host, states } = openOperator(operator, {
    exchange: Array<(visit: Visit) => string>(inputs).fill(({ k }) => k),
  });
  const bytes = (): number =>
    [...states().values()].reduce((sum, handle) => {
      const snapshot = handle.snapshot("all");
      if (snapshot.scope === "pieces") return sum + snapshot.pieces.reduce((all, { take }) => all + take!().length, 0);
      if (snapshot.scope !== "keyed") return sum;
      return sum + [...snapshot.groups.values()].reduce((all, group) => all + group.length, 0);
    }, 0);
  return { host, bytes, inputs };
}

const visits = (): Dataset<Visit> => from<Visit>([]).withEventTime((visit) => visit.at);
const keyed = () => visits().keyBy((visit) => visit.k);

const steps: readonly (readonly [string, () => Dataset<unknown>])[] = [
  [
    "sessions of a function",
    () =>
      keyed()
        .window(session(50))
        .process(({ rows }) => [rows.length]),
  ],
  ["sessions", () => keyed().window(session(50)).aggregate({ n: count() })],
  [
    "windows of a function",
    () =>
      keyed()
        .window(tumbling(50))
        .process(({ rows }) => [rows.length]),
  ],
  [
    "windows that slide",
    () =>
      keyed()
        .window(sliding(50, { every: 10 }))
        .aggregate({ n: count() }),
  ],
  ["an interval join", () => keyed().intervalJoin(keyed(), { lower: -20, upper: 20, select: (l, r) => [l, r] })],
  ["an as-of join", () => keyed().asOfJoin(keyed(), { tolerance: 20, select: (l, r) => [l, r] })],
  [
    "a window join",
    () => visits().join(visits(), { on: "k", window: tumbling(50), select: (l, r) => [l, r] }) as never,
  ],
];

test.each(steps)("what %s has done with leaves nothing of its keys, also behind a restore", (_, make) => {
  const { host, bytes, inputs } = opened(operatorOf(make() as never));
  const left: number[] = [];
  let at = 0;
  for (const keys of [20, 200, 200]) {
    for (let k = 0; k < keys; k++) {
      at += 10;
      for (let input = 0; input < inputs; input++) host.batch(valueBatch([{ k: `${at}`, at }], [at]), input);
      if (k === keys >> 1) host.crash(1);
    }
    at += 1000;
    host.watermark(at, undefined);
    left.push(bytes());
  }
  host.close();
  expect(left).toEqual([left[0], left[0], left[0]]);
});
