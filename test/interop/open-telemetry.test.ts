import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as api from "@opentelemetry/api";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeEach, expect, test } from "vitest";
import { generate, job, openTelemetry } from "../../core/mod.ts";

const exporter = new InMemorySpanExporter();
api.trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
const folder = mkdtempSync(join(tmpdir(), "millrace-traces-"));
beforeEach(() => exporter.reset());
afterAll(() => {
  api.trace.disable();
  rmSync(folder, { recursive: true });
});

/** Spans as they ended, with the name of what they are part of. */
function spans(): Readonly<Record<string, unknown>>[] {
  const ended = exporter.getFinishedSpans();
  const names = new Map(ended.map((span) => [span.spanContext().spanId, span.name]));
  return ended.map((span) => ({
    name: span.name.replace("millrace.", ""),
    in:
      span.parentSpanContext === undefined ? null : names.get(span.parentSpanContext.spanId)?.replace("millrace.", ""),
    facts: span.attributes,
    failed: span.status.code === api.SpanStatusCode.ERROR ? span.status.message : null,
  }));
}

let mayFail = true;
const counted = job("counted", ({ from }) =>
  from(generate({ make: (n) => n, count: 300, perSecond: 1000 }))
    .map((n) => {
      if (n === 250 && mayFail) {
        mayFail = false;
        throw new Error("power cut");
      }
      return n;
    })
    .discard(),
);

test("a run that fails and goes on from a checkpoint is told as spans: what was restored, written and committed", async () => {
  const dir = join(folder, "checkpoints");
  await counted.run({
    checkpoint: { dir, interval: 20 },
    restart: { strategy: "fixed delay", delay: 0, attempts: 1 },
    onWarning: () => undefined,
    tracing: openTelemetry(api),
  });
  const all = spans();
  const of = (name: string): typeof all => all.filter((span) => span.name === name);
  expect(all.at(-1)).toEqual({
    name: "run",
    in: null,
    facts: { "millrace.job": "counted", "millrace.parallelism": 1 },
    failed: null,
  });
  const [begun, restored] = of("initialization");
  expect(begun).toMatchObject({ in: "run", facts: { "millrace.restarts": 0 } });
  expect(restored).toMatchObject({
    in: "run",
    facts: { "millrace.restarts": 1, "millrace.restored.from": expect.stringContaining("checkpoint-") },
  });
  const written = of("checkpoint").filter(({ failed }) => failed === null);
  expect(written.length).toBeGreaterThan(2);
  expect(written[0]).toMatchObject({
    in: "run",
    facts: {
      "millrace.checkpoint.id": 1,
      "millrace.checkpoint.path": expect.stringContaining(dir),
      "millrace.checkpoint.bytes": expect.any(Number),
    },
  });
  expect(of("commit").length).toBeGreaterThan(2);
  expect(of("commit")[0]).toMatchObject({ in: "run", facts: { "millrace.checkpoint.id": 1 } });
});

test("a run without checkpoints is part of the span that is active, and tells why it failed", async () => {
  mayFail = true;
  const tracer = api.trace.getTracer("caller");
  const context = api.trace.setSpan(api.context.active(), tracer.startSpan("request"));
  const within = { trace: api.trace, context: { active: () => context } };
  await expect(counted.run({ tracing: openTelemetry(within) })).rejects.toThrow("power cut");
  const run = exporter.getFinishedSpans().at(-1)!;
  expect(run.parentSpanContext?.spanId).toBe(api.trace.getSpanContext(context)?.spanId);
  expect(spans().map(({ name, failed }) => [name, failed])).toEqual([
    ["initialization", null],
    ["run", expect.stringContaining("power cut")],
  ]);
  expect(run.events[0]!.name).toBe("exception");
});

test("what is not the api is refused with how to get it", () => {
  expect(() => openTelemetry({} as never)).toThrow(/its api must be given: got .*npm install @opentelemetry\/api/);
});
