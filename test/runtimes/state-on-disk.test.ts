import { equal } from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { range, state } from "../../core/mod.ts";

test("state on disk gives what state in memory gives, and leaves nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-runtimes-"));
  const visits = range(20_000)
    .map((n) => ({ user: `user ${(n * 7919) % 4000}`, n }))
    .keyBy((row) => row.user)
    .process({
      state: { last: state.value<number>(), pages: state.map<number, number>() },
      row({ n }, { key, state: { last, pages } }) {
        const before = last.get();
        last.set(n);
        pages.set(n % 3, n);
        return [{ key, before, pages: pages.size, text: "x".repeat(n % 50) }];
      },
    });
  try {
    const inMemory = await visits.collect();
    const onDisk = await visits.collect({ state: { disk: folder, memoryBytes: 100_000 } });
    equal(JSON.stringify(onDisk), JSON.stringify(inMemory));
    equal(readdirSync(folder).length, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
