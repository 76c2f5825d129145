import { test } from "vitest";
import { limit } from "../../../core/operators/limit.ts";
import { at, crash, end, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";

test("limit lets the first records through, in order of arrival", () =>
  verifyOperator(limit(3), {
    input: [row("a"), row("b"), row("c"), row("d"), end],
    output: [row("a"), row("b"), row("c"), end],
    order: "kept",
  }));

test("limit goes on counting after a restore", () =>
  verifyOperator(limit(2), {
    input: [at(1, { n: 1 }), crash, at(2, { n: 2 }), watermark(2), crash, at(3, { n: 3 })],
    output: [at(1, { n: 1 }), at(2, { n: 2 }), watermark(2)],
  }));

test("limit(0) lets nothing through", () => verifyOperator(limit(0), { input: [row(1), end], output: [end] }));
