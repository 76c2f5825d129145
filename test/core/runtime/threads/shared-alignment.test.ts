import { expect, test } from "vitest";
import { from } from "../../../../core/mod.ts";
import { newFeed, type ReadFeed } from "../../../../core/runtime/feed.ts";
import { plannedFor } from "../../../../core/runtime/planned.ts";
import { type Stage, stagesOf } from "../../../../core/runtime/stage.ts";
import {
  alignmentMemory,
  type SharedAlignment,
  sharedAlignment,
} from "../../../../core/runtime/threads/shared-alignment.ts";

const group = { group: "g", maxDriftMs: 50 };

/** A source of these splits, and of those that come later, read by three workers, whose event times are aligned; what each worker sees of it. */
async function alignedBy(ids: readonly string[], ...later: readonly (readonly string[])[]) {
  const output = from([{ at: 1 }])
    .withEventTime((row) => row.at, { align: { group: group.group, maxDrift: group.maxDriftMs } })
    .discard();
  const stages = stagesOf((await plannedFor(output.sinks, { parallelism: 3 })).roots, 3);
  const source = stages.find(({ node }) => node.kind === "source")!;
  const roundOf = (some: readonly string[], before: number) => {
    const round = { splits: some.map((id) => ({ id })), before };
    return { ...round, times: alignmentMemory(stages, source, round) };
  };
  const rounds = [
    roundOf(ids, 0),
    ...later.map((some, at) => roundOf(some, ids.length + later.slice(0, at).flat().length)),
  ];
  return () => {
    const shared = sharedAlignment(stages, () => undefined);
    for (const round of rounds) shared.open(source, round);
    return { shared, begin: (id: string) => joined(shared, stages, source, id) };
  };
}

function joined(shared: SharedAlignment, stages: readonly Stage[], source: Stage, id: string) {
  const feed: ReadFeed = newFeed(source.id, id, [{ id }], { nowMs: () => 0 });
  const { node } = stages.find((stage) => stage.node.kind === "operator")!;
  const time = { step: node.name, feed, watermark: Number.NEGATIVE_INFINITY, moved: undefined, isIdle: false };
  shared.join(group, feed, time);
  return {
    feed,
    at(watermark: number): void {
      feed.setStatus("reading");
      time.watermark = watermark;
      shared.moved();
    },
    idle(isIdle: boolean): void {
      time.isIdle = isIdle;
      feed.idlenessChanged();
    },
  };
}

test("a split is ahead of all that another worker has and has not begun, and names the first of it", async () => {
  const worker = await alignedBy(["a", "b"]);
  const [one, two] = [worker(), worker()];
  const a = one.begin("a");
  a.at(1000);
  expect(one.shared.isAhead(a.feed)).toBe(true);
  expect(one.shared.lastBefore(a.feed)).toEqual({ split: "b" });
  const b = two.begin("b");
  two.shared.moved();
  expect(one.shared.isAhead(a.feed)).toBe(true);
  b.at(949);
  expect(one.shared.isAhead(a.feed)).toBe(true);
  b.at(950);
  expect(one.shared.isAhead(a.feed)).toBe(false);
});

test("a worker that has none of the splits is not waited for, nor one whose splits have ended, or were never wanted", async () => {
  const worker = await alignedBy(["a", "b"]);
  const [one, two] = [worker(), worker()];
  const a = one.begin("a");
  a.at(1000);
  const b = two.begin("b");
  b.feed.setStatus("ended");
  two.shared.moved();
  expect(one.shared.isAhead(a.feed)).toBe(false);
});

test("workers that go on from where they were, each further than nothing, do not wait for each other in a circle", async () => {
  const worker = await alignedBy(["a", "b"]);
  const [one, two] = [worker(), worker()];
  const [a, b] = [one.begin("a"), two.begin("b")];
  a.at(1000);
  expect(one.shared.isAhead(a.feed)).toBe(true);
  a.feed.setStatus("paused");
  one.shared.moved();
  b.at(1000);
  expect(two.shared.isAhead(b.feed)).toBe(false);
  expect(one.shared.isAhead(a.feed)).toBe(false);
});

test("splits that have come since are waited for as others are, by the worker that has them", async () => {
  const worker = await alignedBy(["a", "b"], ["c"], ["d"]);
  const [one, two, three] = [worker(), worker(), worker()];
  const [a, b] = [one.begin("a"), two.begin("b")];
  for (const split of [a, b]) split.at(1000);
  expect(one.shared.lastBefore(a.feed)).toEqual({ split: "c" });
  three.begin("c").at(1000);
  expect(one.shared.lastBefore(a.feed)).toEqual({ split: "d" });
  const d = one.begin("d");
  d.at(900);
  expect(two.shared.isAhead(b.feed)).toBe(true);
  expect(two.shared.lastBefore(b.feed)).toEqual({ split: "d" });
  d.at(1000);
  expect(two.shared.isAhead(b.feed)).toBe(false);
});

test("a split that is idle no more is waited for by other workers from then on, before it has moved", async () => {
  const worker = await alignedBy(["a", "b"]);
  const [one, two] = [worker(), worker()];
  const [a, b] = [one.begin("a"), two.begin("b")];
  b.at(100);
  b.idle(true);
  two.shared.moved(b.feed);
  a.at(1000);
  expect(one.shared.isAhead(a.feed)).toBe(false);
  b.idle(false);
  expect(one.shared.isAhead(a.feed)).toBe(true);
  expect(one.shared.lastBefore(a.feed)).toEqual({ split: "b" });
});
