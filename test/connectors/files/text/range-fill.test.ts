import { expect, test } from "vitest";
import { filledRange } from "../../../../connectors/files/mod.ts";
import type { HttpReply } from "../../../../core/platform/mod.ts";

const file = Uint8Array.from({ length: 100 }, (_, at) => at);

function body(...all: readonly Uint8Array[]): Pick<HttpReply, "pieces"> {
  return { pieces: async (take) => all.forEach(take) };
}

test("a range whose answers are cut goes on where it broke off, each time asking for what is left", async () => {
  const asked: number[] = [];
  const bytes = await filledRange({ start: 10, end: 40 }, async (fill) => {
    asked.push(fill.next);
    const cut = file.subarray(fill.next, Math.min(40, fill.next + 12));
    await fill.take(body(cut.subarray(0, 5), cut.subarray(5)), 40 - fill.next);
  });
  expect(asked).toEqual([10, 22, 34]);
  expect(bytes).toEqual(file.slice(10, 40));
});

test("a try that is made again within one asking goes on as well", async () => {
  const bytes = await filledRange({ start: 0, end: 20 }, async (fill) => {
    await fill.take(body(file.subarray(0, 7)), 20).catch(() => undefined);
    await fill.take(body(file.subarray(fill.next, 20)), 20 - fill.next);
  });
  expect(bytes).toEqual(file.slice(0, 20));
});

test("where nothing comes what went wrong is told", async () => {
  const reading = filledRange({ start: 0, end: 20 }, (fill) => fill.take(body(), 20));
  await expect(reading).rejects.toThrow("0 of 20 bytes");
});

test("behind the end of a file there is nothing, and before it as much as there is", async () => {
  expect(await filledRange({ start: 200, end: 300 }, async () => undefined)).toEqual(new Uint8Array(0));
  const rest = await filledRange({ start: 90, end: 300 }, (fill) => fill.take(body(file.subarray(90)), 10));
  expect(rest).toEqual(file.slice(90));
});

test("bytes go into the memory that is given where they fit", async () => {
  const into = new Uint8Array(16);
  const bytes = await filledRange({ start: 0, end: 8, into }, (fill) => fill.take(body(file.subarray(0, 8)), 8));
  expect(bytes.buffer).toBe(into.buffer);
  expect(bytes).toEqual(file.slice(0, 8));
});
