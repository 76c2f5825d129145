import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { from, sum } from "../../../core/mod.ts";

test("a key that comes after the sample is found though nothing else is asked for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-"));
  try {
    const file = join(folder, "late.jsonl");
    writeFileSync(file, `${'{"a":1}\n'.repeat(200_000)}{"a":7,"late":5}\n`);
    const rows = from(jsonLines<{ a: number; late?: number }>(file));
    expect(await rows.aggregate({ late: sum((row) => row.late) }).collect()).toEqual([{ late: 5 }]);
    expect((await rows.map((row) => ({ late: row.late })).collect()).at(-1)).toEqual({ late: 5 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
