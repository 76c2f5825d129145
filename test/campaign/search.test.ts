import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const job = fileURLToPath(new URL("search-job.ts", import.meta.url));

/** One process: what it has printed, or the signal that ended it. */
function once(env: Readonly<Record<string, string>>): { readonly signal: string | null; readonly said: string } {
  const { signal, stdout, stderr, status } = spawnSync(process.execPath, ["--conditions=millrace:source", job], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  if (signal === null && status !== 0) throw new Error(stderr);
  return { signal, said: stdout };
}

test("a grid search whose process is killed finds what one does that is not, and makes no score again that it has kept", () => {
  const dir = mkdtempSync(join(tmpdir(), "millrace-search-"));
  try {
    const whole = JSON.parse(once({}).said);
    expect(whole.made).toBe(4 * 3);
    expect(once({ DIR: dir, DIE: "5" }).signal).toBe("SIGKILL");
    const { made, found } = JSON.parse(once({ DIR: dir }).said);
    expect(found).toEqual(whole.found);
    expect(made).toBe(4 * 3 - 5);
  } finally {
    rmSync(dir, { recursive: true });
  }
}, 300_000);
