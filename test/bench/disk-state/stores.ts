import { mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { numberHash } from "../../../core/data/kernels/number-hash.ts";
import { directFolder } from "../../../core/platform/mod.ts";
import { RecordLog } from "../../../core/state/disk/record-log.ts";

/** Values of 100 bytes by number: what each side keeps, and how it changes the values of a batch of keys. */
export interface Store {
  load(keys: number): void | Promise<void>;
  /** Reads each value, counts its first byte up, writes it back. */
  change(keys: Float64Array): void | Promise<void>;
  /** Of one key, to be compared. */
  first(key: number): number | Promise<number>;
  /** What a checkpoint takes beside the work: ms that the store stood still. */
  checkpoint?(): number;
  close(): void | Promise<void>;
}

export const valueBytes = 100;

/** So that the process has less than 512 MB, the runtime included. */
const memoryBytes = 352 * 2 ** 20;

export function logStore(): Store {
  const parent = temporary();
  const folder = directFolder(parent);
  const log = new RecordLog({ folder, memoryBytes, keyGroups: 128, expiry: undefined });
  const double = new Float64Array(1);
  const words = new Int32Array(double.buffer);
  const bytes = new Uint8Array(double.buffer);
  const key = { group: 0, hash: 0, bytes, length: 8 };
  const value = new Uint8Array(valueBytes);
  const of = (number: number): typeof key => {
    const hash = numberHash(number, double, words);
    key.hash = hash | 0;
    key.group = hash % 128;
    double[0] = number;
    return key;
  };
  const kind = 3;
  return {
    load: (keys) => {
      for (let number = 0; number < keys; number++) {
        log.find(of(number));
        log.set(kind, value, valueBytes, Number.NaN);
      }
    },
    change: (keys) => {
      for (const number of keys) log.want(of(number));
      log.readAhead();
      for (const number of keys) {
        if (!log.find(of(number))) throw new RangeError(`Cannot change key ${number} as it must be there: got none`);
        const at = log.valueAt;
        value.set(log.memory.bytes.subarray(at, at + valueBytes));
        value[0]!++;
        log.set(kind, value, valueBytes, Number.NaN);
      }
    },
    first: (number) => {
      log.find(of(number));
      return log.memory.bytes[log.valueAt]!;
    },
    checkpoint: () => {
      const before = performance.now();
      const segments = log.seal();
      const pausedMs = performance.now() - before;
      // Whoever copies them reads the newest.
      const newest = segments.at(-1);
      for (let at = 0; newest !== undefined && at < newest.sizeBytes; at += 1 << 20) newest.read(at, 1 << 20);
      for (const segment of segments) segment.release();
      return pausedMs;
    },
    close: () => {
      log.close();
      folder.close();
      rmSync(parent, { recursive: true });
    },
  };
}

/** The least that can be done: positions in an array, values in a file, those changed in memory until it is full. */
export function bareLoop(): Store {
  const folder = temporary();
  const file = openSync(join(folder, "values"), "wx+");
  const tail = new Uint8Array(64 * 2 ** 20 - ((64 * 2 ** 20) % valueBytes));
  let positions = new Float64Array(0);
  let written = 0;
  let used = 0;
  const value = new Uint8Array(valueBytes);
  const append = (key: number): void => {
    if (used === tail.length) {
      writeSync(file, tail, 0, used, written);
      written += used;
      used = 0;
    }
    tail.set(value, used);
    positions[key] = written + used;
    used += valueBytes;
  };
  const read = (position: number): void => {
    if (position >= written) value.set(tail.subarray(position - written, position - written + valueBytes));
    else readSync(file, value, 0, valueBytes, position);
  };
  return {
    load: (keys) => {
      positions = new Float64Array(keys);
      for (let key = 0; key < keys; key++) append(key);
    },
    change: (keys) => {
      for (const key of keys.toSorted((a, b) => positions[a]! - positions[b]!)) {
        read(positions[key]!);
        value[0]!++;
        append(key);
      }
    },
    first: (key) => {
      read(positions[key]!);
      return value[0]!;
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

/** Packages that users bring along: installed by `npm ci` in test/interop. */
const packages = createRequire(new URL("../../interop/package.json", import.meta.url));

interface Level {
  getMany(keys: Buffer[]): Promise<Buffer[]>;
  batch(operations: { type: "put"; key: Buffer; value: Buffer }[]): Promise<void>;
  get(key: Buffer): Promise<Buffer>;
  close(): Promise<void>;
}

export function levelStore(): Store {
  const folder = temporary();
  const { ClassicLevel } = packages("classic-level") as { ClassicLevel: new (path: string, options: object) => Level };
  const level = new ClassicLevel(folder, { keyEncoding: "buffer", valueEncoding: "buffer" });
  const put = (key: number, value: Buffer) => ({ type: "put" as const, key: keyBytes(key), value });
  return {
    load: async (keys) => {
      for (let from = 0; from < keys; from += 4096) {
        const count = Math.min(4096, keys - from);
        await level.batch(Array.from({ length: count }, (_, at) => put(from + at, Buffer.alloc(valueBytes))));
      }
    },
    change: async (keys) => {
      // A key that comes twice in a batch is changed twice.
      const values = new Map<number, Buffer>();
      const distinct = [...new Set(keys)];
      (await level.getMany(distinct.map(keyBytes))).forEach((value, at) => void values.set(distinct[at]!, value));
      for (const key of keys) values.get(key)![0]!++;
      await level.batch(distinct.map((key) => put(key, values.get(key)!)));
    },
    first: async (key) => (await level.get(keyBytes(key)))[0]!,
    close: async () => {
      await level.close();
      rmSync(folder, { recursive: true });
    },
  };
}

interface Lmdb {
  get(key: number): Buffer;
  put(key: number, value: Buffer): unknown;
  transactionSync(work: () => void): void;
  close(): Promise<void>;
}

export function lmdbStore(): Store {
  const folder = temporary();
  const { open } = packages("lmdb") as { open: (options: object) => Lmdb };
  const db = open({ path: folder, keyEncoding: "uint32", encoding: "binary", noSync: true, compression: false });
  return {
    load: (keys) => {
      for (let from = 0; from < keys; from += 4096) {
        db.transactionSync(() => {
          for (let key = from; key < Math.min(keys, from + 4096); key++) db.put(key, Buffer.alloc(valueBytes));
        });
      }
    },
    change: (keys) => {
      db.transactionSync(() => {
        for (const key of keys) {
          const value = Buffer.from(db.get(key));
          value[0]!++;
          db.put(key, value);
        }
      });
    },
    first: (key) => db.get(key)[0]!,
    close: async () => {
      await db.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function keyBytes(key: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(key);
  return bytes;
}

function temporary(): string {
  return mkdtempSync(join(tmpdir(), "millrace-bench-state-"));
}
