import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tfjsFiles } from "../../../ml/tfjs/mod.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-tfjs-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const weightSpecs = [{ name: "w", shape: [2], dtype: "float32" }];
const modelTopology = { class_name: "Sequential", config: {} };

test("what was saved is loaded, weights that begin as a packed file does as they are", async () => {
  const weights = Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3, 4);
  const parts = [weights.buffer.slice(0, 3), weights.buffer.slice(3)];
  await tfjsFiles(join(folder, "net")).save({ format: "layers-model", modelTopology, weightSpecs, weightData: parts });
  const loaded = await tfjsFiles(join(folder, "net/model.json")).load();
  expect(new Uint8Array(loaded.weightData)).toEqual(weights);
  expect(loaded).toMatchObject({ format: "layers-model", modelTopology, weightSpecs });
  expect(JSON.parse(readFileSync(join(folder, "net/model.json"), "utf8")).weightsManifest).toEqual([
    { paths: ["weights.bin"], weights: weightSpecs },
  ]);
});

const write = (name: string, model: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof model === "string" ? model : JSON.stringify(model));
  return path;
};

test.each(["../secret.bin", "/etc/passwd", "a/../../b", "file:///etc/passwd", "s3://bucket/x", "..\\x"])(
  "weights at %s are refused",
  async (path) => {
    const file = write("hostile.json", { modelTopology, weightsManifest: [{ paths: [path], weights: weightSpecs }] });
    await expect(tfjsFiles(file).load()).rejects.toThrow(`its weights must lie beside it: got ${JSON.stringify(path)}`);
  },
);

test("several files of weights are one behind another", async () => {
  writeFileSync(join(folder, "group1-shard1of2.bin"), Uint8Array.of(1, 2));
  writeFileSync(join(folder, "group1-shard2of2.bin"), Uint8Array.of(3));
  const weightsManifest = [{ paths: ["group1-shard1of2.bin", "group1-shard2of2.bin"], weights: weightSpecs }];
  const { weightData } = await tfjsFiles(write("shards.json", { modelTopology, weightsManifest })).load();
  expect(new Uint8Array(weightData)).toEqual(Uint8Array.of(1, 2, 3));
});

test("what is no model of tfjs is told", async () => {
  await expect(tfjsFiles(write("text.json", "hello")).load()).rejects.toThrow("it must be a model of tfjs as JSON");
  await expect(tfjsFiles(write("other.json", { a: 1 })).load()).rejects.toThrow(
    "it must have modelTopology and weightsManifest",
  );
  await expect(tfjsFiles(join(folder, "nothing")).load()).rejects.toThrow("as it must exist");
});
