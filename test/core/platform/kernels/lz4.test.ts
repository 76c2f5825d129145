import { expect, test } from "vitest";
import { lz4Decompress } from "../../../../core/platform/kernels/lz4.ts";

test("an LZ4 block with an overlapping match is unpacked", () => {
  const out = new Uint8Array(14);
  // 2 literals, a match of 10 bytes two before, 2 literals.
  const block = Uint8Array.of(0x26, 97, 98, 2, 0, 0x20, 99, 100);
  expect(lz4Decompress(block, 0, block.length, out, 0)).toBe(14);
  expect(new TextDecoder().decode(out)).toBe("abababababababcd".slice(2));
  expect(() => lz4Decompress(Uint8Array.of(0x10, 97, 9, 0), 0, 4, out, 0)).toThrow("an LZ4 match out of range");
});
