import fc from "fast-check";
import { expect, test } from "vitest";
import { int64Divided } from "../../../../connectors/files/mod.ts";
import { int96ToMs } from "../../../../connectors/parquet/kernels/numbers.ts";

function divided(value: bigint, divisor: number): number {
  const words = new Int32Array(BigInt64Array.of(value).buffer);
  const out = new Float64Array(2);
  int64Divided(words, 1, divisor, out, 1);
  return out[1]!;
}

/** The double that is nearest to value ÷ divisor: its decimals, written out. */
function nearest(value: bigint, divisor: bigint): number {
  const size = value < 0n ? -value : value;
  const left = String(size % divisor).padStart(String(divisor).length - 1, "0");
  return Number(`${value < 0n ? "-" : ""}${size / divisor}.${left}`);
}

const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 56n), max: 2n ** 56n }),
  fc.constantFrom(2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n), -(2n ** 53n) - 1n, -(2n ** 63n), 2n ** 63n - 1n, 0n, -1n),
);

test.each([1000, 1_000_000])("! a time in parts of %i is the double that is nearest to it in ms", (divisor) => {
  fc.assert(
    fc.property(int64, (value) => {
      // Times that Date has, and some thousand times more.
      fc.pre(Math.abs(Number(value)) / divisor < 2 ** 53);
      expect(divided(value, divisor)).toBe(nearest(value, BigInt(divisor)));
    }),
    { numRuns: 2000 },
  );
});

test("! whole ms in ns are those ms, and whole µs in ns the time that those µs are", () => {
  const base = 1_700_000_000_000n;
  for (let step = 0n; step < 20_000n; step += 7n) {
    expect(divided((base + step) * 1_000_000n, 1_000_000)).toBe(Number(base + step));
    const micros = base * 1000n + step;
    expect(divided(micros * 1000n, 1_000_000)).toBe(divided(micros, 1000));
  }
});

test("! a time of INT96 is the double that is nearest to it in ms, near 1970 and far from it", () => {
  const days = fc.oneof(fc.integer({ min: -120, max: 120 }), fc.integer({ min: -700_000, max: 700_000 }));
  const nanosOfDay = fc.bigInt({ min: 0n, max: 86_399_999_999_999n });
  fc.assert(
    fc.property(days, nanosOfDay, (day, nanos) => {
      const words = new Int32Array(3);
      new DataView(words.buffer).setBigInt64(0, nanos, true);
      words[2] = day + 2_440_588;
      const out = new Float64Array(1);
      int96ToMs(words, 1, out, 0);
      expect(out[0]).toBe(nearest(BigInt(day) * 86_400_000_000_000n + nanos, 1_000_000n));
    }),
    { numRuns: 2000 },
  );
});
