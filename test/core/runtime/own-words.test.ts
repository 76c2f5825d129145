import { expect, test } from "vitest";
import type { ReadContext, Source } from "../../../core/io/mod.ts";
import { from, makeBatch, schema } from "../../../core/mod.ts";

test("a bad record that a source tells in its own words is told with its place, its text and what to do", async () => {
  const log = {
    name: "log",
    boundedness: "bounded",
    splits: async () => [{ id: "0" }],
    open: async (_split: unknown, _position: unknown, { onBadRecord }: ReadContext) => ({
      read: () => {
        onBadRecord({ source: "log", position: "line 2", text: "{oops", message: "SyntaxError: no JSON" });
        return makeBatch(schema({ a: "float64" }), 0, []);
      },
      position: () => ({}),
      close: async () => undefined,
    }),
  } as unknown as Source<{ a: number }>;
  await expect(from(log).collect()).rejects.toThrow(
    'Cannot read line 2 of log as it must be a record that can be read: got {oops (SyntaxError: no JSON); mend it there, or say onError: "skip"',
  );
});
