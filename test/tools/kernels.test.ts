import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compiledKernels } from "./kernels.ts";
import { repositoryFolder } from "./repository.ts";

test("the WebAssembly that is in the tree is what its sources compile to: npm run kernels", {
  timeout: 60_000,
}, async () => {
  const kernels = await compiledKernels();
  expect(kernels.map(({ path }) => path)).toEqual([
    "connectors/csv/kernels/scan-rows.wasm.ts",
    "connectors/json-lines/kernels/scan-objects.wasm.ts",
    "core/platform/kernels/snappy.wasm.ts",
    "graph/kernels/graph-kernels.wasm.ts",
    "ml/kernels/ml-kernels.wasm.ts",
  ]);
  for (const { path, text } of kernels) {
    const kept = readFileSync(join(repositoryFolder, path), "utf8");
    expect(base64In(kept)).toBe(base64In(text));
  }
});

function base64In(module: string): string | undefined {
  return /"([A-Za-z0-9+/=]{100,})"/.exec(module)?.[1];
}
