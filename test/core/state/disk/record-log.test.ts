import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { murmur3 } from "../../../../core/data/murmur3.ts";
import { recordMemory } from "../../../../core/state/disk/record.ts";
import { type LogKey, RecordLog } from "../../../../core/state/disk/record-log.ts";
import { restoreLog } from "../../../../core/state/disk/restore-log.ts";
import { headBytes, readHead, writeHead } from "../../../../core/state/disk/segment.ts";
import type { StateSegment } from "../../../../core/state/state.ts";
import { type MemoryFolder, memoryFolder } from "../../../../core/testing/memory-folder.ts";

const keyGroups = 4;
const kind = 3;

function logOn(disk: MemoryFolder, memoryBytes = 1): RecordLog {
  return new RecordLog({ folder: disk.folder, memoryBytes, keyGroups, expiry: undefined });
}

/** Few different hashes, so that keys meet in the index. */
function keyOf(name: string): LogKey {
  const bytes = new TextEncoder().encode(name);
  const hash = murmur3(bytes, 0, bytes.length);
  return { bytes, length: bytes.length, group: hash % keyGroups, hash: hash & 0x70000000 };
}

function put(log: RecordLog, name: string, text: string): void {
  const value = new TextEncoder().encode(text);
  log.find(keyOf(name));
  log.set(kind, value, value.length, Number.NaN);
}

function remove(log: RecordLog, name: string): void {
  if (log.find(keyOf(name))) log.remove();
}

function get(log: RecordLog, name: string): string | undefined {
  if (!log.find(keyOf(name))) return undefined;
  return new TextDecoder().decode(log.memory.bytes.slice(log.valueAt, log.valueAt + log.valueLength));
}

function contentsOf(log: RecordLog): Map<string, string> {
  const contents = new Map<string, string>();
  log.each(({ memory: { bytes, words }, start }) => {
    const at = start + log.headerBytes;
    const keyEnd = at + (words[(start >> 2) + 2]! & 0xffffff);
    const text = (from: number, to: number): string => new TextDecoder().decode(bytes.slice(from, to));
    const name = text(at, keyEnd);
    expect(contents.has(name)).toBe(false);
    contents.set(name, text(keyEnd, keyEnd + words[(start >> 2) + 4]!));
  });
  return contents;
}

function restored(segments: readonly StateSegment[], disk = memoryFolder()): RecordLog {
  const log = logOn(disk);
  restoreLog(log, segments);
  return log;
}

type Step = { readonly key: string } & (
  | { readonly does: "put"; readonly length: number }
  | { readonly does: "remove" | "look" | "seal" | "restore" | "read ahead" }
);

const key = fc.integer({ min: 0, max: 40 }).map((n) => `key ${n}`);
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ does: fc.constant("put" as const), key, length: fc.nat({ max: 900 }) }) },
    { weight: 4, arbitrary: fc.record({ does: fc.constant("remove" as const), key }) },
    { weight: 4, arbitrary: fc.record({ does: fc.constant("look" as const), key }) },
    {
      weight: 1,
      arbitrary: fc.record({ does: fc.constantFrom("seal" as const, "restore" as const, "read ahead" as const), key }),
    },
  ),
  { minLength: 100, maxLength: 300, size: "max" },
);

describe("a log of records", () => {
  test("holds what a map does, whatever is sealed, compacted and restored meanwhile", () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const plain = new Map<string, string>();
        let log = logOn(memoryFolder());
        sequence.forEach((step, at) => {
          if (step.does === "put") {
            const text = `${at} `.padEnd(step.length, "x");
            put(log, step.key, text);
            plain.set(step.key, text);
          } else if (step.does === "remove") {
            remove(log, step.key);
            plain.delete(step.key);
          } else if (step.does === "seal") for (const segment of log.seal()) segment.release();
          else if (step.does === "restore") log = restored(log.seal());
          else if (step.does === "read ahead") {
            for (const name of plain.keys()) log.want(keyOf(name));
            log.readAhead();
          } else expect(get(log, step.key)).toBe(plain.get(step.key));
        });
        expect(log.size).toBe(plain.size);
        expect(contentsOf(log)).toEqual(plain);
        expect([...plain.keys()].map((name) => get(log, name))).toEqual([...plain.values()]);
      }),
      { numRuns: 60 },
    );
  });

  test("! has at most twice what is living on disk, at any moment", () => {
    const disk = memoryFolder();
    const log = logOn(disk, 1 << 16);
    let [most, random] = [0, 1];
    for (let at = 0; at < 12_000; at++) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0;
      put(log, `key ${at < 1000 ? at : (random >>> 0) % 1000}`, `value ${at} `.padEnd(100, "x"));
      if (at > 1000) most = Math.max(most, log.segments.sizeBytes / log.segments.livingBytes);
    }
    expect(most).toBeLessThan(2);
    expect(log.segments.livingBytes).toBeGreaterThan(1000 * 100);
    expect(disk.names.length).toBeLessThan(60);
  });

  test("changes a record in memory in place: hot keys write nothing", () => {
    const disk = memoryFolder();
    const log = logOn(disk);
    for (let at = 0; at < 20_000; at++) put(log, `key ${at % 10}`, `value ${at}`.padEnd(20, "."));
    expect(disk.writes).toBe(0);
  });

  test("files of a checkpoint stay until they are released, and are the same files the next time", () => {
    const disk = memoryFolder();
    const log = logOn(disk);
    for (let at = 0; at < 2000; at++) put(log, `key ${at}`, "first");
    const first = log.seal();
    put(log, "key 1", "second");
    const second = log.seal();
    expect(second.slice(0, -1).map(({ name }) => name)).toEqual(first.map(({ name }) => name));
    // All of it is written anew, so that the old files are not needed here.
    for (let round = 0; round < 4; round++) for (let at = 0; at < 2000; at++) put(log, `key ${at}`, `later ${round}`);
    expect(get(restored(first), "key 1")).toBe("first");
    expect(get(restored(second), "key 1")).toBe("second");
    expect(disk.names.length).toBeGreaterThan(log.segments.order.length);
    const held = disk.names.length;
    for (const segment of [...first, ...second]) segment.release();
    expect(disk.names.length).toBeLessThanOrEqual(held - first.length);
    // What nobody released goes with the log.
    log.seal();
    for (let at = 0; at < 8000; at++) put(log, `key ${at % 2000}`, `last ${at}`);
    log.close();
    expect(disk.names).toEqual([]);
  });

  test("a checkpoint reads a segment that the log let go of before it was written", () => {
    const disk = memoryFolder();
    const log = logOn(disk);
    put(log, "key", "first");
    const checkpoint = log.seal();
    put(log, "key", "second");
    // As a clean-up does where all that a segment has is changed or has expired.
    log.retireEmpty(log.segments.order[0]!);
    expect(disk.writes).toBe(0);
    expect(get(restored(checkpoint), "key")).toBe("first");
    for (const segment of checkpoint) segment.release();
    expect(disk.names).toEqual([]);
  });

  test("a removed key stays removed after a restore, also when its removal is all that is left of it", () => {
    const log = logOn(memoryFolder());
    put(log, "key", "value");
    log.seal();
    remove(log, "key");
    const again = restored(log.seal());
    expect([get(again, "key"), again.size]).toEqual([undefined, 0]);
    put(again, "key", "new");
    expect(get(restored(again.seal()), "key")).toBe("new");
  });

  test("… and when a copy that compaction made of it is removed while the old one is still there", () => {
    const log = logOn(memoryFolder());
    put(log, "key", "value");
    put(log, "other", "value");
    log.seal();
    const [oldest] = log.segments.order;
    log.eachOf(oldest!, (scan) => {
      log.moveUp(oldest!, scan);
      return true;
    });
    remove(log, "key");
    expect([...contentsOf(restored(log.seal())).keys()]).toEqual(["other"]);
  });

  test("only the key groups that a file is given for are taken from it", () => {
    const log = logOn(memoryFolder());
    const names = Array.from({ length: 100 }, (_, at) => `key ${at}`);
    for (const name of names) put(log, name, name);
    const half = restored(
      log.seal().map((segment) => Object.create(segment, { groups: { value: { from: 1, to: 3 } } })),
    );
    const expected = names.filter((name) => [1, 2].includes(keyOf(name).group));
    expect([...contentsOf(half).keys()].sort()).toEqual(expected.sort());
    // What the other groups have in the file does not come back with it.
    expect([...contentsOf(restored(half.seal())).keys()].sort()).toEqual(expected);
  });
});

describe("a disk that fails", () => {
  function written(): { readonly disk: MemoryFolder; readonly log: RecordLog } {
    const disk = memoryFolder();
    const log = logOn(disk);
    for (let at = 0; at < 500; at++) put(log, `key ${at}`, `value ${at} `.padEnd(100, "x"));
    return { disk, log };
  }

  test("is told where a write has no room, and all that was there still is", () => {
    const { disk, log } = written();
    const before = contentsOf(log);
    for (const afterBytes of [0, 1, 500]) {
      disk.failing = { code: "ENOSPC", afterBytes };
      expect(() => {
        for (let at = 0; at < 500; at++) put(log, `key ${at}`, `value ${at} `.padEnd(100, "x"));
      }).toThrow("ENOSPC");
    }
    disk.failing = undefined;
    expect(contentsOf(log)).toEqual(before);
    put(log, "key 1", "after");
    for (let at = 500; at < 1000; at++) put(log, `key ${at}`, "new");
    expect([get(log, "key 1"), get(restored(log.seal()), "key 1"), log.size]).toEqual(["after", "after", 1000]);
  });

  test("is found out where a byte of a file is another one", () => {
    const { disk, log } = written();
    log.seal();
    const name = disk.names[0]!;
    for (const at of [40, 41, 100, 1000]) {
      disk.bytesOf(name)[at]! ^= 4;
      expect(() => contentsOf(log)).toThrow(/^Cannot read state on disk, segment .* at byte \d+, as its records/);
      disk.bytesOf(name)[at]! ^= 4;
    }
    expect(contentsOf(log).size).toBe(500);
  });

  test("is found out where a record that is asked for is damaged, or was cut away", () => {
    const { disk, log } = written();
    const [segment] = log.seal();
    segment!.read(0, 1);
    const [name] = disk.names;
    for (let at = 16; at < 4000; at++) disk.bytesOf(name!)[at]! ^= 1;
    expect(() => get(log, "key 0")).toThrow(/^Cannot read state on disk/);
    disk.truncate(name!, 20);
    expect(() => get(log, "key 0")).toThrow(/^Cannot read state on disk/);
  });

  test("is found out where one byte of a record's value is another one, whether it was read ahead or not", () => {
    const { disk, log } = written();
    const [segment] = log.seal();
    segment!.read(0, 1);
    const bytes = disk.bytesOf(disk.names[0]!);
    const at = new TextDecoder("latin1").decode(bytes).indexOf("value 0 ") + 60;
    bytes[at]! ^= 1;
    expect(() => get(log, "key 0")).toThrow(/^Cannot read state on disk/);
    log.want(keyOf("key 0"));
    log.readAhead();
    expect(() => get(log, "key 0")).toThrow(/^Cannot read state on disk/);
    bytes[at]! ^= 1;
    expect(get(log, "key 0")).toBe("value 0 ".padEnd(100, "x"));
  });

  test("is found out by compaction, which would give what is damaged a new checksum", () => {
    const { disk, log } = written();
    log.seal();
    const bytes = disk.bytesOf(disk.names[0]!);
    bytes[new TextDecoder("latin1").decode(bytes).indexOf("value 0 ") + 60]! ^= 1;
    expect(() => {
      for (let round = 0; round < 20; round++) {
        for (let at = 100; at < 500; at++) put(log, `key ${at}`, `round ${round} `.padEnd(100, "x"));
      }
    }).toThrow(/^Cannot read state on disk, segment .*, as its records must be as they were written/);
  });

  test("is found out where a file does not begin as one of a log", () => {
    const head = recordMemory(headBytes);
    writeHead(head, { time: "event", ttlMs: 5 });
    expect(readHead(head, "file")).toEqual({ time: "event", ttlMs: 5 });
    head.bytes[0]! ^= 1;
    expect(() => readHead(head, "file")).toThrow(
      /^Cannot read state on disk, segment file at byte 0, as it must begin as one does/,
    );
  });

  test("what lies behind the end that a checkpoint knows is cut off, and a file that is too short refused", () => {
    const { log } = written();
    const segments = log.seal();
    const last = segments.at(-1)!;
    const copies = new Map(segments.map((segment) => [segment, segment.read(0, segment.sizeBytes)]));
    const from = (segment: StateSegment, bytes: Uint8Array): StateSegment =>
      Object.create(segment, { read: { value: (at: number, length: number) => bytes.slice(at, at + length) } });
    const longer = segments.map((segment) => from(segment, Uint8Array.from([...copies.get(segment)!, 1, 2, 3])));
    expect(contentsOf(restored(longer)).size).toBe(500);
    for (const cut of [1, 8, 60, last.sizeBytes - 20]) {
      const torn = from(last, copies.get(last)!.slice(0, last.sizeBytes - cut));
      expect(() => restored([...segments.slice(0, -1), torn])).toThrow(/its length and checksum must be those/);
    }
    const unwritten = from(last, new Uint8Array(last.sizeBytes));
    expect(() => restored([unwritten])).toThrow(/its length and checksum must be those/);
  });
});
