import fc from "fast-check";
import { expect, test } from "vitest";
import { type Snappy, snappyInJavaScript, snappyInWasm } from "../../../core/platform/snappy.ts";

const kernel = snappyInWasm()!;

/** Texts, runs and copies of every distance, with noise in between; long enough for the kernel. */
const content = fc
  .array(
    fc.oneof(
      fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 90 }), times: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }), times: fc.integer({ min: 1, max: 400 }) }),
      fc.record({ bytes: fc.uint8Array({ minLength: 50, maxLength: 3000 }), times: fc.constant(1) }),
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((parts) =>
    Uint8Array.from(parts.flatMap(({ bytes, times }) => Array.from({ length: times }, () => [...bytes]).flat())),
  );

test("the kernel packs and unpacks as its twin does, byte for byte", () => {
  let packedByKernel = 0;
  fc.assert(
    fc.property(content, (bytes) => {
      const packed = kernel.pack(bytes);
      expect(packed).toEqual(snappyInJavaScript.pack(bytes));
      if (bytes.length >= 256) packedByKernel++;
      for (const one of [kernel, snappyInJavaScript]) expect(unpacked(one, packed, bytes.length)).toEqual(bytes);
    }),
    { numRuns: 300 },
  );
  expect(packedByKernel).toBeGreaterThan(100);
});

test("copies of 64 bytes from any distance are those of the twin", () => {
  for (let distance = 1; distance < 80; distance++) {
    for (const length of [1, 4, 7, 8, 9, 15, 16, 17, 33, 64]) {
      const seed = Uint8Array.from({ length: 300 }, (_, at) => (at * 7 + distance) & 255);
      const packed = Uint8Array.of(
        ...size(300 + length),
        61 << 2,
        299 & 255,
        299 >> 8,
        ...seed,
        ((length - 1) << 2) | 2,
        distance,
        0,
      );
      const expected = unpacked(snappyInJavaScript, packed, 300 + length);
      expect(unpacked(kernel, packed, 300 + length), `${length} from ${distance}`).toEqual(expected);
    }
  }
});

test("damaged bytes are errors of both, or the same bytes, and nothing is written outside", () => {
  fc.assert(
    fc.property(content, fc.infiniteStream(fc.nat()), (bytes, random) => {
      const packed = snappyInJavaScript.pack(bytes);
      const draw = (below: number): number => random.next().value % below;
      const damaged = packed.slice(0, draw(4) === 0 ? draw(packed.length + 1) : packed.length);
      for (let time = 0; time < 3 && damaged.length > 0; time++) damaged[draw(damaged.length)] = draw(256);
      const padded = Uint8Array.from({ length: Math.max(300, damaged.length) }, (_, at) => damaged[at] ?? 0);
      expect(tried(kernel, padded, bytes.length)).toEqual(tried(snappyInJavaScript, padded, bytes.length));
    }),
    { numRuns: 500 },
  );
});

test("pages of more than 16 MB are packed and unpacked the same", () => {
  const bytes = Uint8Array.from({ length: 18_000_000 }, (_, at) => (at * at) >> (at & 15));
  const packed = kernel.pack(bytes);
  const out = new Uint8Array(bytes.length);
  expect(kernel.unpack(packed, out)).toBe(bytes.length);
  expect(Buffer.compare(out, bytes)).toBe(0);
  expect(Buffer.compare(packed, snappyInJavaScript.pack(bytes))).toBe(0);
});

function size(value: number): number[] {
  return value > 127 ? [(value & 127) | 128, ...size(value >> 7)] : [value];
}

function unpacked(snappy: Snappy, packed: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  expect(snappy.unpack(packed, out)).toBe(length);
  return out;
}

/** What there is, or that it is refused; bytes behind those that were given are not looked at. */
function tried(snappy: Snappy, packed: Uint8Array, room: number): unknown {
  const out = new Uint8Array(room);
  try {
    return out.slice(0, snappy.unpack(packed, out));
  } catch (error) {
    return (error as Error).message;
  }
}
