import fc from "fast-check";
import { expect, test } from "vitest";
import { snappyStream, unpackSnappy } from "../../../core/platform/snappy-frames.ts";
import { unpackAll } from "../../../core/platform/unpacking.ts";

test("what is packed into a stream is unpacked again, also of streams one behind another", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(200_000), (first, repeated) => {
      const second = new Uint8Array(repeated).fill(5);
      const packed = Buffer.concat([snappyStream(first), snappyStream(second)]);
      const all = unpackAll(unpackSnappy(), packed, 300_000);
      expect(Buffer.compare(all, Buffer.concat([first, second]))).toBe(0);
    }),
  );
});

test("what is no stream of Snappy is told", () => {
  const unpack = (...bytes: readonly number[]) => unpackAll(unpackSnappy(), Uint8Array.from(bytes), 100);
  const name = [0xff, 6, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59];
  expect(() => unpack(0, 1, 0, 0, 0)).toThrow("no name of Snappy at the beginning");
  expect(() => unpack(...name, 0x10, 1, 0, 0, 0)).toThrow("a chunk of the unknown kind 16");
  expect(() => unpack(...name, 1, 5, 0, 0, 0, 0, 0, 0, 7)).toThrow("a chunk whose checksum does not match");
  expect(() => unpack(...name, 1, 50, 0, 0, 0)).toThrow("its end within a frame");
  expect(unpack(...name, 0x80, 2, 0, 0, 1, 2)).toHaveLength(0);
});
