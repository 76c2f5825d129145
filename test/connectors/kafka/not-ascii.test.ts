import fc from "fast-check";
import { expect, test } from "vitest";
import { nextNotAscii } from "../../../connectors/kafka/kernels/not-ascii.ts";

test("the next part with a byte above 127 is found, of any lengths, whatever stands between parts", () => {
  const part = fc.option(fc.uint8Array({ max: 130, maxLength: 20 }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 10 }), fc.nat(10), (parts, from) => {
      const bytes = Uint8Array.from(parts.flatMap((one) => [255, ...(one ?? [])]).concat(255));
      const lengths = Int32Array.from(parts, (one) => one?.length ?? -1);
      let at = 0;
      const starts = Int32Array.from(parts, (one) => {
        const start = at + 1;
        at = start + (one?.length ?? 0);
        return start;
      });
      const naive = parts.findIndex((one, row) => row >= from && one?.some((byte) => byte > 127) === true);
      expect(nextNotAscii(bytes, starts, lengths, from)).toBe(naive < 0 ? parts.length : naive);
    }),
  );
});
