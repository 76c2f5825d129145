import type { Schema } from "../data/schema.ts";
import type { Sink, SinkContext, SinkWriter, Transaction } from "../io/sink.ts";
import { schemaOf } from "../plan/schema-of.ts";
import type { EdgeOptions, Edges } from "./edges.ts";
import type { RunMetrics } from "./metrics.ts";
import type { Stage } from "./stage.ts";
import type { ThreadRun } from "./threads/thread-run.ts";

/** A sink at work in one run. */
export interface OpenSink {
  readonly sink: Sink<never>;
  readonly writers: readonly SinkWriter[];
}

/** A call of a sink: in time, unless it is a function of the user's. */
export function sinkCall<Value>(
  edges: Edges,
  sink: Sink<never>,
  doing: string,
  call: () => Promise<Value>,
  when?: EdgeOptions<Value>,
): Promise<Value> {
  const what = `${doing} ${sink.name}`;
  return sink.timeout === "none" ? edges.untimed(what, call) : edges.io(what, call, when);
}

/** What is the same for all writers of a run. */
export type RunContext = Pick<SinkContext, "runId" | "signal" | "checkpoints">;

export async function openSinks(
  stages: readonly Stage[],
  writers: Map<Stage, SinkWriter[]>,
  run: RunContext & {
    restored(stage: Stage): readonly Transaction[] | undefined;
    readonly metrics: Pick<RunMetrics, "add">;
  },
  edges: Edges,
  thread: ThreadRun | undefined,
): Promise<void> {
  for (const stage of stages) {
    const { node, parallelism } = stage;
    if (node.kind !== "sink") continue;
    const opened: SinkWriter[] = [];
    writers.set(stage, opened);
    const { restored: restoredOf, metrics, ...context } = run;
    const wrote = (sizeBytes: number): void => metrics.add(node.name, "numBytesOut", sizeBytes);
    const restored = restoredOf(stage);
    const rest = restored === undefined ? context : { ...context, restored };
    const schema = schemaOf(node.input);
    for (let subtask = 0; subtask < parallelism; subtask++) {
      if (thread?.channels.isHere(stage, subtask) === false) {
        const writer = thread.writerOf?.(stage, subtask);
        if (writer !== undefined) opened[subtask] = writer;
      } else
        opened[subtask] = await openWriter(
          node.sink,
          { ...rest, subtask, parallelism, schema: knownColumns(schema), wrote },
          edges,
        );
    }
  }
}

/** Values of any kind may be objects: what columns those have is not known. */
function knownColumns(schema: Schema | undefined): Schema | undefined {
  return schema?.shape === "value" && schema.fields[0]!.type.kind === "any" ? undefined : schema;
}

export function openWriter(sink: Sink<never>, context: SinkContext, edges: Edges): Promise<SinkWriter> {
  const { signal } = context;
  return sinkCall(edges, sink, "open", () => sink.open(context), { signal, tooLate: (writer) => writer.close() });
}

/**
 * At the end of the input: all sinks finish and prepare; only then the first one commits. Sinks do not commit as one: where one
 * then cannot, the others do all the same, since what they have prepared is as good, and the error tells them apart.
 */
export async function commitSinks(opened: readonly OpenSink[], edges: Edges, signal: AbortSignal): Promise<void> {
  const prepared: Prepared[] = [];
  try {
    for (const { sink, writers } of opened) await finishAll(sink, writers, edges);
    for (const each of opened) await prepareAll(each, prepared, edges);
    signal.throwIfAborted();
  } catch (error) {
    await abortAll(prepared, edges);
    throw error;
  }
  await commitAll(
    prepared.filter(({ transactions }) => transactions.length > 0),
    edges,
  );
}

export async function commitAll(prepared: readonly Prepared[], edges: Edges): Promise<void> {
  const failed: { readonly name: string; readonly error: unknown; readonly thrown: unknown }[] = [];
  for (const { sink, transactions } of prepared) {
    let thrown: unknown;
    const commit = async (): Promise<void> => {
      try {
        await sink.commit(transactions);
      } catch (error) {
        thrown = error;
        throw error;
      }
    };
    try {
      await sinkCall(edges, sink, "commit to", commit);
    } catch (error) {
      failed.push({ name: sink.name, error, thrown: thrown ?? error });
    }
  }
  if (failed.length === 0) return;
  if (prepared.length === 1) throw failed[0]!.error;
  const names = failed.map(({ name }) => name);
  const done = prepared.map(({ sink }) => sink.name).filter((name) => !names.includes(name));
  throw new Error(
    `Cannot commit to ${names.join(", ")} as each sink must show what it has prepared: ` +
      `got ${failed.map(({ thrown }) => (thrown instanceof Error ? thrown.message : String(thrown))).join(" and ")}; ` +
      `${done.join(", ") || "no others"} committed and show this run, what the rest prepared is kept hidden; ` +
      "mend that and run the job again",
    { cause: failed[0]!.error },
  );
}

export async function finishAll(sink: Sink<never>, writers: readonly SinkWriter[], edges: Edges): Promise<void> {
  for (const writer of writers) {
    if (writer.finish !== undefined) await sinkCall(edges, sink, "finish", async () => writer.finish!());
  }
}

/** What a sink has prepared. */
export interface Prepared {
  readonly sink: Sink<never>;
  readonly transactions: readonly Transaction[];
}

async function prepareAll({ sink, writers }: OpenSink, prepared: Prepared[], edges: Edges): Promise<void> {
  const transactions: Transaction[] = [];
  prepared.push({ sink, transactions });
  for (const writer of writers) {
    const transaction = await sinkCall(edges, sink, "prepare", () => writer.prepare());
    if (transaction !== undefined) transactions.push(transaction);
  }
}

/** Why all is given up is told by whoever asks for it: what cannot be given up besides is not. */
async function abortAll(prepared: readonly Prepared[], edges: Edges): Promise<void> {
  for (const { sink, transactions } of prepared) {
    if (sink.abort === undefined) continue;
    await edges.close(`abort ${sink.name}`, () => sink.abort!(transactions)).catch(() => undefined);
  }
}

/** Closes each side by side, also when another cannot be closed; then rejects with what failed first. */
export async function closeAll(closings: readonly (() => Promise<void>)[]): Promise<void> {
  const results = await Promise.allSettled(closings.map(async (close) => close()));
  const failed = results.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}
