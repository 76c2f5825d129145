import { globSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { from } from "../../core/mod.ts";
import type { AnyAlgorithm } from "../../graph/mod.ts";
import { graph } from "../../graph/mod.ts";
import { repositoryFolder } from "../tools/repository.ts";
import { everyAlgorithm, graphOf, type Tried } from "./every-algorithm.ts";

const scale = 6;
const algorithms = everyAlgorithm(2 ** scale);

test("every algorithm is in the table", () => {
  const files = globSync("graph/algorithms/*.ts", { cwd: repositoryFolder }).map((path) => basename(path, ".ts"));
  expect(Object.keys(algorithms).toSorted()).toEqual(files.toSorted());
});

/** The same graph as rows. */
function rowsOf({ on }: Tried): ReturnType<typeof graph<{ a: number; b: number; w: number }, never>> {
  const { edges, directed } = graphOf(on, scale);
  const rows = Array.from(edges.sources, (a, edge) => ({ a, b: edges.targets[edge]!, w: edges.weights![edge]! }));
  const vertices = from(Array.from({ length: 2 ** scale }, (_, id) => ({ id })));
  return graph({ edges: from(rows), source: "a", target: "b", weight: "w", vertices, id: "id", directed }) as never;
}

/** The algorithm, telling how many turns it has taken. */
function told({ algorithm }: Tried, onTurn: (turns: number) => void): AnyAlgorithm<number, object> {
  return {
    ...algorithm,
    *run(snapshot) {
      const turns = algorithm.run(snapshot);
      for (let taken = 1; ; taken++) {
        const { done, value } = turns.next();
        onTurn(taken);
        if (done === true) return value as never;
        yield value as number | undefined;
      }
    },
  } as AnyAlgorithm<number, object>;
}

describe.each(Object.entries(algorithms))("%s", (_, tried) => {
  test("takes no turn where its run was stopped before", async () => {
    let taken = 0;
    const one = told(tried, (turns) => {
      taken = turns;
    });
    const run = rowsOf(tried)
      .apply(one as never)
      .collect({ signal: AbortSignal.abort() });
    await expect(run).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    expect(taken).toBe(0);
  });

  test("takes no turn more once its run is stopped, and says before how many it took", async () => {
    const stop = new AbortController();
    let taken = 0;
    const gauges: number[] = [];
    const one = told(tried, (turns) => {
      taken = turns;
      if (turns === 1) stop.abort(new Error("told to stop"));
    });
    const running = rowsOf(tried)
      .apply(one as never)
      .discard()
      .start({ signal: stop.signal });
    const steps = (): unknown[] => Object.values(running.metrics.snapshot().steps);
    stop.signal.addEventListener("abort", () => {
      for (const { gauges: all } of steps() as { gauges?: Record<string, number> }[])
        for (const [name, value] of Object.entries(all ?? {})) if (name.startsWith("numTurns(")) gauges.push(value);
    });
    await expect(running.finished).rejects.toThrow("told to stop");
    expect(taken).toBe(1);
    // That of the graph.
    expect(gauges).toEqual([1]);
  });
});
