import { expectTypeOf, test } from "vitest";
import type { csv } from "../../connectors/csv/mod.ts";
import { type AsyncContext, type Dataset, from, type RunOptions } from "../../core/mod.ts";

test("a compiler that knows the web's types finds them in signatures", () => {
  expectTypeOf<AsyncContext["signal"]>().toEqualTypeOf<AbortSignal>();
  expectTypeOf<NonNullable<RunOptions["signal"]>>().toEqualTypeOf<AbortSignal>();
  expectTypeOf<URL>().toExtend<Parameters<typeof csv>[0]>();
});

test("a stream of the web is a dataset of what comes out of it", () => {
  expectTypeOf(from(new ReadableStream<{ n: number }>())).toEqualTypeOf<Dataset<{ n: number }>>();
});
