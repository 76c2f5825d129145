/** What a span is told with. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

/**
 * Told of what takes a while in a run: `millrace.run`, and in it `millrace.initialization` (from a checkpoint, where there is one),
 * `millrace.checkpoint`, `millrace.savepoint` and `millrace.commit`, what sinks make visible. What each row does is no span.
 */
export interface RunTracing {
  /** A span begins. */
  begin(name: string, facts: SpanFacts): RunSpan;
}

/** A span that is under way; what begins in it is part of it. */
export interface RunSpan extends RunTracing {
  set(facts: SpanFacts): void;
  /** @param error Why it failed; undefined where it did not. */
  end(error?: unknown): void;
}

/** Does something in a span of its own, where there is somebody to tell. */
export async function traced<Value>(
  tracing: RunTracing | undefined,
  name: string,
  facts: SpanFacts,
  doing: (span: RunSpan | undefined) => Promise<Value>,
): Promise<Value> {
  const span = tracing?.begin(name, facts);
  try {
    const value = await doing(span);
    span?.end();
    return value;
  } catch (error) {
    span?.end(error);
    throw error;
  }
}
