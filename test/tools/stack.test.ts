import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { inSources } from "./stack.ts";

test("places in built files become those of their sources, what is not known stays", () => {
  const maps = mkdtempSync(join(tmpdir(), "millrace-stack-"));
  try {
    writeFileSync(join(maps, "from-A1_b.js"), "function a() {\n    throw 1;\n}\n");
    // The second line, from its fifth column on: core/run.ts, line 8, column 3.
    const map = { version: 3, sources: ["../core/run.ts"], names: [], mappings: "AAAA;IAOE" };
    writeFileSync(join(maps, "from-A1_b.js.map"), JSON.stringify(map));
    const stack = `Error: no
    at a (file:///srv/app/node_modules/millrace/dist/from-A1_b.js:2:1)
    at file:///srv/app/node_modules/millrace/dist/from-OLD.js:2:1
    at main (/srv/app/job.ts:3:4)`;
    expect(inSources(stack, maps, dirname(maps))).toBe(`Error: no
    at a (core/run.ts:8:3)
    at file:///srv/app/node_modules/millrace/dist/from-OLD.js:2:1
    at main (/srv/app/job.ts:3:4)`);
  } finally {
    rmSync(maps, { recursive: true });
  }
});
