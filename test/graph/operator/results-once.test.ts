import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { from, fromColumns, job } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { type Graph, graph } from "../../../graph/mod.ts";

interface Row {
  readonly id: number;
}

/** A ring, of so many vertices. */
function ring(size: number): Graph<number> {
  const a = Int32Array.from({ length: size }, (_, at) => at);
  const b = Int32Array.from({ length: size }, (_, at) => (at + 1) % size);
  return graph({ edges: fromColumns({ a, b }), source: "a", target: "b" }) as unknown as Graph<number>;
}

/**
 * Runs an algorithm into files, once up to a checkpoint that falls behind some of its rows, and again from there. Gives how many rows
 * the first run had let out, and all that the files hold.
 */
async function runTwice(
  results: (of: Graph<number>, size: number) => ReturnType<Graph<number>["degrees"]>,
  size: number,
) {
  const folder = await temporaryFolder("millrace-results-once-");
  try {
    let [seen, isAborted] = [0, false];
    const controller = new AbortController();
    const checkpoints = (): string =>
      readdirSync(`${folder}/ck`)
        .filter((name) => name.endsWith(".manifest"))
        .sort()
        .join();
    // The second that comes behind the first batch was begun behind it.
    const since: string[] = [];
    const made = job("results", () =>
      results(ring(size), size)
        .map((row) => {
          if (isAborted) return { id: (row as Row).id };
          if (++seen > 8192 && seen % 500 === 0 && since.at(-1) !== checkpoints()) since.push(checkpoints());
          // So slow that checkpoints fall between batches.
          for (const until = performance.now() + 0.05; performance.now() < until; );
          if (since.length > 2) {
            isAborted = true;
            controller.abort(new Error("enough"));
          }
          return { id: (row as Row).id };
        })
        .sinkTo(csv(`${folder}/out/`)),
    );
    const checkpoint = { dir: `${folder}/ck`, interval: "1ms" } as const;
    await expect(made.run({ checkpoint, signal: controller.signal })).rejects.toThrow("enough");
    await made.run({ checkpoint });
    const rows = [...(await from(csv<Row>(`${folder}/out/`)).collect())];
    return { seen, ids: rows.map(({ id }) => id).sort((one, other) => one - other) };
  } finally {
    await deleteFolder(folder);
  }
}

test("rows of a result that were out before a checkpoint do not come again behind it", async () => {
  const size = 200_000;
  const { seen, ids } = await runTwice((of) => of.degrees(), size);
  expect(seen).toBeGreaterThan(8192);
  expect(ids).toEqual(Array.from({ length: size }, (_, at) => at));
});
