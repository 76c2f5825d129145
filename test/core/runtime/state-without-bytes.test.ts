import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aggregation, type Dataset, from, session, tumbling } from "../../../core/mod.ts";

class Point {
  readonly k = 1;
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
}

const points = (): Dataset<Point> =>
  from(
    {
      async *[Symbol.asyncIterator]() {
        for (let at = 0; at < 20; at++) yield new Point(at);
        throw new Error("the input was read on");
      },
    },
    { boundedness: "unbounded" },
  ).withEventTime((point) => point.at, { outOfOrder: 1000 });

const newest = aggregation<Point, Point, Point | null, number>(
  {
    name: "newest",
    zero: () => null,
    add: (_, point) => point,
    merge: (_, right) => right,
    result: (point) => point?.at ?? 0,
  },
  (point) => point,
);

const steps: Readonly<Record<string, () => Dataset<unknown>>> = {
  "rows of sessions": () =>
    points()
      .keyBy("k")
      .window(session(10))
      .process(({ rows }) => [rows.length]),
  "a partial result of windows": () => points().keyBy("k").window(tumbling(10)).aggregate({ newest }),
  "rows of an interval join": () => {
    const keyed = points().keyBy("k");
    return keyed.intervalJoin(keyed, { lower: 0, upper: 5, select: (left, right) => [left.at, right.at] });
  },
};

test.each(Object.entries(steps))(
  "%s that have no bytes fail a run that takes checkpoints before its first one",
  async (_, make) => {
    const folder = await mkdtemp(join(tmpdir(), "no-bytes-"));
    try {
      const run = make()
        .discard()
        .run({ batchRows: 4, checkpoint: { dir: folder, interval: "1h" }, restart: { strategy: "none" } });
      await expect(run).rejects.toThrow(
        /^Cannot encode a value of .* as bytes as it must be plain data: got Point; use numbers/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

test.each(Object.entries(steps))("%s that have no bytes are kept where nobody takes checkpoints", async (_, make) => {
  await expect(make().discard().run({ batchRows: 4 })).rejects.toThrow("the input was read on");
});
