import { expect, test } from "vitest";
import { count, each, from, into, iterate, type Output } from "../../../../core/mod.ts";
import { plannedFor } from "../../../../core/runtime/planned.ts";
import { type Stage, stagesOf } from "../../../../core/runtime/stage.ts";
import { channelsFromOthers, linksOf, stagesBehind } from "../../../../core/runtime/threads/links.ts";
import { placementOf } from "../../../../core/runtime/threads/placement.ts";

async function stages(output: Output, parallelism: number): Promise<Stage[]> {
  return stagesOf((await plannedFor(output.sinks, { parallelism })).roots, parallelism);
}

const rows = from([{ key: 1 }]);

async function placed(output: Output, workers: number): Promise<string[]> {
  const all = await stages(output, workers);
  const { threadOf } = placementOf(all, workers);
  return all.map((stage) => {
    const threads = Array.from({ length: stage.parallelism }, (_, subtask) => threadOf(stage, subtask));
    return `${stage.node.kind} ${threads.join(" ")}`;
  });
}

test("subtask n runs in worker n, and sinks of the user's functions where those are", async () => {
  const counts = rows.keyBy("key").aggregate({ rows: count() });
  expect(await placed(counts.discard(), 3)).toEqual(["source 1 2 3", "operator 1 2 3", "operator 1 2 3", "sink 1 2 3"]);
  expect((await placed(counts.sinkTo(into<unknown>([])), 2)).at(-1)).toBe("sink 0 0");
  expect((await placed(counts.sinkTo(each(() => undefined)), 2)).at(-1)).toBe("sink 0 0");
});

test("steps of one subtask follow one another in one worker, and several such chains take turns", async () => {
  const first = rows.limit(3).map((row) => row.key);
  const second = rows.limit(4);
  const third = rows.limit(5);
  expect(await placed(first.discard().and(second.discard(), third.discard()), 2)).toEqual([
    "source 1 2",
    "operator 1",
    "operator 1",
    "sink 1",
    "operator 2",
    "sink 2",
    "operator 1",
    "sink 1",
  ]);
});

test("an iteration is in one worker", async () => {
  const loop = iterate(rows, { rounds: 2 }, (current) => ({ feedback: current }));
  expect(await placed(loop.discard(), 3)).toContain("loop 1 1 1");
});

test("links are between any two threads of which one feeds the other, and each stage has its own", async () => {
  const all = await stages(rows.keyBy("key").aggregate({ rows: count() }).sinkTo(into<unknown>([])), 2);
  const links = linksOf(all, placementOf(all, 2));
  expect(links.map(({ from: one, to, stage }) => `${one} → ${to} ${stage.node.kind}`)).toEqual([
    "1 → 2 operator",
    "2 → 1 operator",
    "1 → 0 sink",
    "2 → 0 sink",
  ]);
});

test("each thread knows how many channels come to it from others", async () => {
  const all = await stages(rows.keyBy("key").aggregate({ rows: count() }).sinkTo(into<unknown>([])), 3);
  const placement = placementOf(all, 3);
  expect([0, 1, 2, 3].map((thread) => channelsFromOthers(all, placement, thread))).toEqual([3, 2, 2, 2]);
});

test("what is behind a stage is all that its rows reach", async () => {
  const sums = rows.keyBy("key").aggregate({ rows: count() });
  const all = await stages(sums.sinkTo(into<unknown>([])).and(rows.discard()), 2);
  const [source, before, after, ...sinks] = all as [Stage, Stage, Stage, Stage, Stage];
  expect(stagesBehind(source, all)).toEqual(new Set([before, after, ...sinks]));
  expect(stagesBehind(after, all)).toEqual(new Set([sinks[0]]));
});
