import { expectTypeOf, test } from "vitest";
import type { AskedValues, Running } from "../../core/mod.ts";

declare const run: Running;

test("state that is asked for has the type that its asker says, and may be absent", () => {
  expectTypeOf<ReturnType<typeof run.state<number>>>().toEqualTypeOf<AskedValues<number>>();
  expectTypeOf<ReturnType<AskedValues<Map<string, number>>["get"]>>().toEqualTypeOf<
    Promise<Map<string, number> | undefined>
  >();
  expectTypeOf<ReturnType<typeof run.state>>().toEqualTypeOf<AskedValues<unknown>>();
  expectTypeOf<Running["state"]>()
    .parameter(1)
    .toEqualTypeOf<{ readonly step?: string; readonly at?: "now" | "checkpoint" } | undefined>();
});
