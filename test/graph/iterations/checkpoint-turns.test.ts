import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { from, job } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { f64, graph } from "../../../graph/mod.ts";

test("a checkpoint is there a few supersteps behind its beginning, though each holds the thread for long", async () => {
  const folder = await temporaryFolder("millrace-turns-");
  const busyMs = 100;
  let seenAt: number | undefined;
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 1 },
  ]);
  const { vertices } = graph({ edges, source: "a", target: "b" }).pregel({
    state: { x: f64() },
    combine: "sum",
    active: "all",
    maxSupersteps: 25,
    compute(vertex, _messages, { superstep }) {
      if (vertex.id !== 1) return;
      for (const untilMs = performance.now() + busyMs; performance.now() < untilMs; );
      if (seenAt === undefined && existsSync(`${folder}/checkpoint-1.manifest`)) seenAt = superstep;
    },
  });
  await job("turns", () => [vertices.discard()]).run({ checkpoint: { dir: folder, interval: "10ms" } });
  // It was 29 and 30 while each of some thirty steps of its files waited for a superstep of its own.
  expect(seenAt).toBeLessThan(15);
  await deleteFolder(folder);
});
