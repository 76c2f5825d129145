import { shown } from "../../data/options.ts";
import type { RunSpan, RunTracing, SpanFacts } from "./tracing.ts";

/** What is used of the package `@opentelemetry/api`. */
export interface OpenTelemetryApi {
  readonly trace: {
    getTracer(name: string): {
      // Types of that package, which nobody needs to have.
      startSpan(
        name: string,
        options: { attributes: Record<string, string | number | boolean> },
        context: never,
      ): unknown;
    };
    setSpan(context: never, span: never): unknown;
  };
  readonly context: { active(): unknown };
}

interface ApiSpan {
  setAttributes(attributes: SpanFacts): unknown;
  recordException(error: Error): void;
  setStatus(status: { code: number; message: string }): unknown;
  end(): void;
}

/** `SpanStatusCode.ERROR`. */
const failed = 2;

/**
 * Spans of runs for OpenTelemetry, by whatever SDK the process has set up: `millrace.run`, and in it `millrace.initialization`,
 * `millrace.checkpoint`, `millrace.savepoint` and `millrace.commit`, with what failed. The run is a child of the span that is active where it begins.
 *
 * @param api `import * as api from "@opentelemetry/api"` (npm install @opentelemetry/api). `millrace run --traces` takes it by itself.
 * @example
 * ```ts
 * import { from, openTelemetry } from "millrace";
 * // import * as api from "@opentelemetry/api";
 * const ended: string[] = [];
 * const span = (name: string) => ({ setAttributes: () => 0, recordException: () => {}, setStatus: () => 0, end: () => void ended.push(name) });
 * const api = { trace: { getTracer: () => ({ startSpan: span }), setSpan: () => 0 }, context: { active: () => 0 } };
 * await from([1, 2]).discard().run({ tracing: openTelemetry(api) });
 * console.log(ended); // ["millrace.initialization", "millrace.commit", "millrace.run"]
 * ```
 */
export function openTelemetry(api: OpenTelemetryApi): RunTracing {
  if (typeof api?.trace?.getTracer !== "function" || typeof api.context?.active !== "function") {
    throw new TypeError(
      `Cannot trace by OpenTelemetry as its api must be given: got ${shown(api)}; ` +
        'use import * as api from "@opentelemetry/api" (npm install @opentelemetry/api)',
    );
  }
  if (typeof api.trace.setSpan !== "function") {
    throw new TypeError(
      "Cannot trace by OpenTelemetry as its api must be of version 1: got one without trace.setSpan; " +
        "run npm install @opentelemetry/api@^1.9.0",
    );
  }
  return tracingIn(api, () => api.context.active());
}

function tracingIn(api: OpenTelemetryApi, parent: () => unknown): RunTracing {
  return {
    begin: (name, facts) => {
      const context = parent() as never;
      const span = api.trace.getTracer("millrace").startSpan(name, { attributes: { ...facts } }, context) as ApiSpan;
      return spanOf(api, span, api.trace.setSpan(context, span as never));
    },
  };
}

function spanOf(api: OpenTelemetryApi, span: ApiSpan, context: unknown): RunSpan {
  return {
    ...tracingIn(api, () => context),
    set: (facts) => void span.setAttributes(facts),
    end: (error) => {
      if (error !== undefined) {
        const thrown = error instanceof Error ? error : new Error(String(error));
        span.recordException(thrown);
        span.setStatus({ code: failed, message: thrown.message });
      }
      span.end();
    },
  };
}
