import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { range } from "../../../core/mod.ts";

test("a sink that writes files tells how many bytes it has written; other steps tell none", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bytes-out-"));
  try {
    const rows = range(1000).map((n) => ({ n }), { name: "rows" });
    for (const target of [join(folder, "one.jsonl"), `${join(folder, "many")}/`]) {
      const { metrics } = await rows.sinkTo(jsonLines(target)).run();
      const { rows: before, ...others } = metrics.snapshot().steps;
      const written = Object.values(others).find(({ kind }) => kind === "sink");
      expect(written!.numBytesOut).toBe(sizeOf(target));
      expect(written!.numBytesOutPerSecond).toBeGreaterThan(0);
      expect([before!.numBytesOut, before!.numBytesOutPerSecond]).toEqual([null, null]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function sizeOf(path: string): number {
  if (!path.endsWith("/")) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}
