import { expect, test } from "vitest";
import { scanRowsWasm } from "../../../../connectors/csv/kernels/scan-rows.wasm.ts";
import { kernelSource } from "../../../../connectors/files/text/kernel-memory.ts";
import { compileWasm } from "../../../../core/platform/mod.ts";

test("kernels are lent to so many at a time, and what is given back is lent again", () => {
  const source = kernelSource(scanRowsWasm, "scanRows");
  const lent = Array.from({ length: 16 }, () => source()!);
  expect(new Set(lent).size).toBe(16);
  expect(source()).toBeUndefined();
  lent[3]!.release();
  expect(source()).toBe(lent[3]);
  expect(source()).toBeUndefined();
});

test("memory grows as far as it is reached, behind all places", () => {
  const kernel = kernelSource(scanRowsWasm, "scanRows")()!;
  kernel.layOut();
  const [a, b] = [kernel.place(10), kernel.place(100)];
  expect(b).toBeGreaterThanOrEqual(a + 10);
  const end = kernel.reach(1_000_000);
  expect(end).toBeGreaterThanOrEqual(b + 100);
  expect(kernel.buffer().byteLength).toBeGreaterThanOrEqual(end + 1_000_000);
  const { byteLength } = kernel.buffer();
  kernel.layOut();
  expect(kernel.place(10)).toBe(a);
  kernel.reach(10);
  expect(kernel.buffer().byteLength).toBe(byteLength);
  kernel.release();
});

test("what a runtime cannot compile is left to JavaScript", () => {
  expect(compileWasm(btoa("no module"))).toBeUndefined();
  expect(kernelSource(btoa("no module"), "scanRows")()).toBeUndefined();
});
