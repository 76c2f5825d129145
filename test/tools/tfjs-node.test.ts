import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { buildTfjsNode } from "./tfjs-node.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-tfjs-node-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("where it cannot be built that is told, and nothing is left that looks built", async () => {
  const target = join(folder, "node_modules/@tensorflow/tfjs-node");
  mkdirSync(target, { recursive: true });
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await buildTfjsNode(folder, join(folder, "no-programs"));
  expect(log.mock.calls.at(-1)![0]).toMatch(
    /^@tensorflow\/tfjs-node is not built, its tests are left out: python3 ended with exit code 127/,
  );
  expect(existsSync(join(target, "lib/napi-v8/tfjs_binding.node"))).toBe(false);
  log.mockRestore();
});
