import { expect, test } from "vitest";
import {
  absolutePath,
  cpuTimeMs,
  fileUrl,
  importModule,
  isAscii,
  isTerminal,
  isUtf8,
  localPath,
  memoryUsage,
  monotonicClock,
  seededRandom,
  systemClock,
  systemRandom,
  terminalColumns,
  uniqueName,
  yieldToEventLoop,
} from "../../../core/platform/mod.ts";

test("a seed gives the same numbers on every runtime", () => {
  const random = seededRandom(42);
  expect([random.next(), random.next(), random.next()].map((drawn) => drawn * 2 ** 32)).toEqual([
    1264412219, 1947509147, 3919439299,
  ]);
});

test("random numbers are spread evenly over [0, 1)", () => {
  for (const random of [seededRandom(1), systemRandom]) {
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 100_000; draw++) counts[Math.floor(random.next() * 10)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(9_500);
    expect(Math.max(...counts)).toBeLessThan(10_500);
  }
});

test("unique names differ", () => {
  expect(new Set(Array.from({ length: 1000 }, uniqueName)).size).toBe(1000);
  expect(uniqueName()).toMatch(/^[0-9a-f]{16}$/);
});

test("the system's clock tells the time since 1970 and the monotonic one never goes back", () => {
  expect(systemClock.nowMs()).toBeGreaterThan(Date.UTC(2024, 0, 1));
  const before = monotonicClock.nowMs();
  expect(monotonicClock.nowMs()).toBeGreaterThanOrEqual(before);
});

test("yielding lets a timer that is due run", async () => {
  let ran = false;
  setTimeout(() => {
    ran = true;
  }, 0);
  for (let turn = 0; turn < 10_000 && !ran; turn++) await yieldToEventLoop();
  expect(ran).toBe(true);
});

test("a file URL and the path it names are the same location", () => {
  const path = absolutePath("a b/100%.csv");
  expect(localPath(fileUrl(path))).toBe(path);
  expect(localPath("a%20b.csv")).toBe("a%20b.csv");
  expect(() => localPath("file://elsewhere.example/x.csv")).toThrow(
    'Cannot read "file://elsewhere.example/x.csv" as a path as a file URL must be absolute and of this machine; ' +
      'write it like "file:///data/flights.csv" or give the plain path',
  );
});

test("a module is loaded by its path", async () => {
  const module = await importModule("core/platform/clock.ts");
  expect(Object.keys(module)).toContain("systemClock");
});

test("text is told from other bytes", () => {
  expect([isUtf8(Uint8Array.of(0xc3, 0xa4)), isUtf8(Uint8Array.of(0xc3)), isUtf8(Uint8Array.of())]).toEqual([
    true,
    false,
    true,
  ]);
  expect([isAscii(Uint8Array.of(0x41)), isAscii(Uint8Array.of(0xc3, 0xa4))]).toEqual([true, false]);
});

test("the process tells its memory, its time and its terminal", () => {
  expect(memoryUsage().residentBytes).toBeGreaterThan(memoryUsage().heapBytes / 4);
  expect(cpuTimeMs()).toBeGreaterThan(0);
  expect(typeof isTerminal("stdout")).toBe("boolean");
  expect(terminalColumns()).toBeGreaterThan(0);
});
