import { describe, expect, test } from "vitest";
import { from, openTelemetry, type RunSpan, type RunTracing } from "../../../../core/mod.ts";

/** What a run with such tracing warns of; it must have read its rows. */
async function warnings(tracing: RunTracing): Promise<string[]> {
  const told: string[] = [];
  const { rowsRead } = await from([1, 2])
    .discard()
    .run({ tracing, onWarning: (text) => told.push(text) });
  expect(rowsRead).toBe(2);
  return told;
}

const fail = (): never => {
  throw new Error("no exporter");
};
const span: RunSpan = { begin: () => span, set: () => undefined, end: () => undefined };
const remedy = "mend what tracing is given (the run goes on without it)";

describe("tracing that fails", () => {
  const broken: Readonly<Record<string, RunTracing>> = {
    "a tracer": { begin: fail },
    "a span as it ends": { begin: () => ({ ...span, end: fail }) },
    "a span as another begins in it": { begin: () => ({ ...span, begin: fail }) },
    "a span that rejects later": { begin: () => ({ ...span, end: (async () => fail()) as never }) },
  };

  test.each(Object.entries(broken))("%s is told once, and the run goes on", async (_which, tracing) => {
    expect(await warnings(tracing)).toEqual([
      `Cannot trace the run any more as its tracing must not fail: got no exporter; ${remedy}`,
    ]);
  });

  test("a begin that gives no span is told", async () => {
    expect(await warnings({ begin: () => undefined as never })).toEqual([
      `Cannot trace the run any more as its tracing must not fail: got begin gave undefined, no span with begin, set and end; ${remedy}`,
    ]);
  });

  test("is told nothing more once it has failed", async () => {
    const begun: string[] = [];
    const ended = (name: string) => (): void => {
      if (name !== "millrace.run") fail();
      begun.push(`${name} ended`);
    };
    const tracing = (name: string): RunSpan => {
      begun.push(name);
      return { begin: tracing, set: () => undefined, end: ended(name) };
    };
    expect(await warnings({ begin: tracing })).toHaveLength(1);
    expect(begun).toEqual(["millrace.run", "millrace.initialization"]);
  });

  test("leaves the error of a run that fails too as it is", async () => {
    const failing = from([1]).map(() => {
      throw new Error("power cut");
    });
    const run = failing
      .discard()
      .run({ tracing: { begin: () => ({ ...span, end: fail }) }, onWarning: () => undefined });
    await expect(run).rejects.toThrow("power cut");
  });
});

test("what cannot trace at all is refused before the run begins, with what to write", async () => {
  const run = from([1])
    .discard()
    .run({ tracing: { trace: 1 } as never });
  await expect(run).rejects.toThrow(
    "Cannot trace a run as its tracing must have begin: got an object; use tracing: openTelemetry(api)",
  );
});

test("an api of OpenTelemetry before version 1 is refused with which to install", () => {
  const old = { trace: { getTracer: () => ({}) }, context: { active: () => ({}) }, setSpan: () => ({}) };
  expect(() => openTelemetry(old as never)).toThrow(
    "Cannot trace by OpenTelemetry as its api must be of version 1: got one without trace.setSpan; run npm install @opentelemetry/api@^1.9.0",
  );
});
