import { match } from "../../../cep/mod.ts";
import type { Dataset } from "../../../core/mod.ts";
import { at, type Harness, harness, type RowEvent, watermark } from "../../../core/testing/mod.ts";
import { buildPattern } from "./build.ts";
import type { CaseEvent, CaseInput, CaseMatch, CaseOutput, CepCase } from "./case.ts";

const quiet = { onWarning: () => undefined };

type Found = Readonly<Record<string, readonly CaseEvent[]>>;

/** What came out at each operation of a run by key, which may crash and go on behind each of them. */
export async function replayKeyed(one: CepCase, crashes: "when told" | "after every call"): Promise<CaseOutput[]> {
  const pattern = buildPattern(one);
  const run = await harness(
    (input: Dataset<CaseEvent>) => input.keyBy("key" as never).apply(match(pattern, quiet) as never),
    { crashes },
  );
  try {
    const outputs: CaseOutput[] = [];
    for (const operation of one.input) {
      await run.send(isWatermark(operation) ? watermark(operation.watermark) : at(operation.ts, operation));
      outputs.push(outputOf(run));
    }
    return outputs;
  } finally {
    await run.close();
  }
}

/** What came out at each time of a run without keys: all events of a time are looked at together. */
export async function replayGlobal(one: CepCase): Promise<Map<number, CaseOutput>> {
  const pattern = buildPattern(one);
  const run = await harness((input: Dataset<CaseEvent>) => input.apply(match(pattern, quiet) as never));
  const outputs = new Map<number, CaseOutput>();
  try {
    for (const [timeMs, events] of byTime(one.input)) {
      await run.send(...events.map((event) => at(event.ts, event)), watermark(timeMs));
      outputs.set(timeMs, outputOf(run));
    }
    return outputs;
  } finally {
    await run.close();
  }
}

export function isWatermark(operation: CaseInput): operation is { readonly watermark: number } {
  return "watermark" in operation;
}

function byTime(input: readonly CaseInput[]): Map<number, CaseEvent[]> {
  const times = new Map<number, CaseEvent[]>();
  for (const operation of input) {
    const timeMs = isWatermark(operation) ? operation.watermark : operation.ts;
    const events = times.get(timeMs) ?? [];
    times.set(timeMs, events);
    if (!isWatermark(operation)) events.push(operation);
  }
  return times;
}

function outputOf(run: Harness): CaseOutput {
  const out = run.output().flatMap((event): CaseOutput["out"][number][] => {
    if (event.event === "watermark") return [{ watermark: event.timeMs }];
    return event.event === "row" ? [{ match: sequences(event), ts: event.timeMs! }] : [];
  });
  const timeouts = run.side("timeouts").map((event) => ({ partial: sequences(event), ts: event.timeMs! }));
  const late = run.side("late").map(({ value }) => (value as CaseEvent).seq);
  return { out, timeouts, late };
}

/** Steps without events are not recorded. */
function sequences({ value }: RowEvent): CaseMatch {
  const steps = Object.entries(value as Found).filter(([, events]) => events.length > 0);
  return Object.fromEntries(steps.map(([name, events]) => [name, events.map(({ seq }) => seq)]));
}
