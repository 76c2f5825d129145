import { decodeValue, encodeValue } from "../../data/codec.ts";
import { compact } from "../../data/compact.ts";
import type { Sink, SinkContext, SinkWriter, Transaction } from "../../io/sink.ts";
import { row } from "../event.ts";
import { type BatchForm, batchOf } from "../event-batch.ts";
import { literal } from "../literal.ts";
import { poison } from "../poison.ts";
import { type ContractCase, expectSame } from "./contract-case.ts";

/** A sink with nothing in it, and a way to see what readers of its target would. */
export interface SinkUnderTest<Row> {
  readonly sink: Sink<Row>;
  /** Rows to write: at least 6, no two alike. */
  readonly rows: readonly Row[];
  /** What is visible now, in any order. */
  visible(): Promise<readonly Row[]>;
  /**
   * When what a checkpoint prepared can be seen: once it is committed (the default), or only when the input has ended, as
   * with a single file, which has all rows or is not there.
   */
  readonly shows?: "checkpoints" | "the end";
  /** Whether several writers can write side by side into what `visible` looks at. Default `"any"`. */
  readonly writers?: "any" | "one";
  /** The sink as a fresh process would make it, over the same target. Default: the same. */
  reopened?(): Sink<Row>;
  remove(): Promise<void>;
}

/**
 * What every sink must do; one that says `"exactly-once"` also through a crash.
 *
 * @example
 * ```ts
 * const cases = sinkContract(async () => { throw new Error("make an empty sink here"); }, "exactly-once");
 * console.log(cases.length > 5); // true
 * ```
 */
export function sinkContract<Row>(
  make: () => Promise<SinkUnderTest<Row>>,
  guarantee: Sink<Row>["guarantee"],
): readonly ContractCase[] {
  const checked = guarantee === "exactly-once" ? [...always, ...exactlyOnce] : always;
  return checked.map(([name, check]) => ({
    name,
    run: async () => {
      const under = await make();
      try {
        expectSame(under.sink.guarantee, guarantee, "the guarantee of the sink");
        await check(under as Under);
      } finally {
        await under.remove();
      }
    },
  }));
}

type Under = SinkUnderTest<unknown>;
type Sentence = readonly [name: string, check: (under: Under) => Promise<void>];

const always: readonly Sentence[] = [
  ["what was written and committed is visible, once", showsCommitted],
  ["batches in columns of every layout, and with a selection, are written as their rows", takesEveryForm],
  ["writers side by side write into one target", joinsWriters],
  ["a writer that is given nothing leaves nothing, and no error", writesNothing],
  ["a writer goes on after it has prepared", goesOn],
];

const exactlyOnce: readonly Sentence[] = [
  ["nothing is visible before it is committed", hidesUncommitted],
  ["committing twice is the same as once", commitsTwice],
  ["after a crash between prepare and commit a fresh sink commits what was prepared", commitsAfterCrash],
  ["what was not prepared is gone after a crash, and nothing of it is left", dropsUnprepared],
  ["of two checkpoints the first can be committed alone", commitsInOrder],
  ["what checkpoints before a crash prepared is not lost, nor doubled, when a fresh sink goes on", goesOnAfterCrash],
  ["a run that goes on behind its end changes nothing", endsAgain],
  ["what is aborted is gone, where the sink can abort", aborts],
];

const neverAborted = new AbortController().signal;

function open({ sink }: Pick<Under, "sink">, context: Partial<SinkContext> = {}): Promise<SinkWriter> {
  return sink.open({ subtask: 0, parallelism: 1, runId: "contract", signal: neverAborted, ...context });
}

/** The sink as a fresh process makes it. */
function afterCrash(under: Under): Under {
  return { ...under, sink: under.reopened?.() ?? under.sink };
}

/** Writes rows as the runtime would: in the form that the sink asks for, written over once it has taken them. */
async function write({ sink }: Under, writer: SinkWriter, rows: readonly unknown[], form: BatchForm): Promise<void> {
  const given = batchOf(rows.map(row), { ...form, reused: true });
  const batch = sink.takes === "views" ? given : compact(given);
  const written = writer.write(batch);
  // Whatever the writer waits for: who gave the batch goes on once the call has returned.
  if (sink.takes !== undefined) poison(batch);
  await written;
}

async function prepared(writer: SinkWriter): Promise<readonly Transaction[]> {
  const transaction = await writer.prepare();
  // What is kept in a checkpoint has been bytes in between.
  return transaction === undefined ? [] : [decodeValue(encodeValue(transaction))];
}

async function finish({ sink }: Under, writer: SinkWriter): Promise<void> {
  const transactions = await ended(writer);
  if (transactions.length > 0) await sink.commit(transactions);
  await writer.close();
}

/** What the last `prepare` of a writer leaves. */
async function ended(writer: SinkWriter): Promise<readonly Transaction[]> {
  await writer.finish?.();
  return prepared(writer);
}

/** What can be seen when these rows have been committed, but the input has not ended. */
function expectCommitted(under: Under, rows: readonly unknown[], what: string): Promise<void> {
  return expectVisible(under, under.shows === "the end" ? [] : rows, what);
}

async function expectVisible(under: Under, rows: readonly unknown[], what: string): Promise<void> {
  expectSame([...(await under.visible())].map(literal).sort(), rows.map(literal).sort(), what);
}

const plain: BatchForm = { layout: "columns" };

async function showsCommitted(under: Under): Promise<void> {
  const writer = await open(under);
  await write(under, writer, under.rows.slice(0, 2), plain);
  await write(under, writer, under.rows.slice(2), plain);
  await finish(under, writer);
  await expectVisible(under, under.rows, "what was committed");
}

async function takesEveryForm(under: Under): Promise<void> {
  const forms: readonly BatchForm[] = [
    { layout: "values" },
    { layout: "columns", selected: true },
    { layout: "dictionaries" },
    { layout: "utf8", selected: true },
    { layout: "values", selected: true },
  ];
  const writer = await open(under);
  for (const [at, form] of forms.entries()) await write(under, writer, [under.rows[at]], form);
  await finish(under, writer);
  await expectVisible(under, under.rows.slice(0, forms.length), "what was committed");
}

async function joinsWriters(under: Under): Promise<void> {
  if (under.writers === "one") return;
  const writers: SinkWriter[] = [];
  for (let subtask = 0; subtask < 3; subtask++) writers.push(await open(under, { subtask, parallelism: 3 }));
  for (const [at, writer] of writers.entries()) await write(under, writer, under.rows.slice(2 * at, 2 * at + 2), plain);
  const transactions: Transaction[] = [];
  for (const writer of writers) await writer.finish?.();
  for (const writer of writers) transactions.push(...(await prepared(writer)));
  if (transactions.length > 0) await under.sink.commit(transactions);
  for (const writer of writers) await writer.close();
  await expectVisible(under, under.rows.slice(0, 6), "what three writers committed");
}

async function writesNothing(under: Under): Promise<void> {
  await finish(under, await open(under));
  await expectVisible(under, [], "what a writer without rows committed");
}

async function goesOn(under: Under): Promise<void> {
  const writer = await open(under);
  await write(under, writer, under.rows.slice(0, 3), plain);
  const first = await prepared(writer);
  await write(under, writer, under.rows.slice(3), plain);
  if (first.length > 0) await under.sink.commit(first);
  await finish(under, writer);
  await expectVisible(under, under.rows, "what two checkpoints committed");
}

async function hidesUncommitted(under: Under): Promise<void> {
  const writer = await open(under);
  await write(under, writer, under.rows, plain);
  await expectVisible(under, [], "what was written");
  const transactions = await ended(writer);
  await expectVisible(under, [], "what was prepared");
  await under.sink.commit(transactions);
  await writer.close();
  await expectVisible(under, under.rows, "what was committed");
}

async function commitsTwice(under: Under): Promise<void> {
  const writer = await open(under);
  await write(under, writer, under.rows, plain);
  const transactions = await ended(writer);
  await under.sink.commit(transactions);
  await under.sink.commit(transactions);
  await writer.close();
  await afterCrash(under).sink.commit(transactions);
  await expectVisible(under, under.rows, "what was committed three times");
}

async function commitsAfterCrash(under: Under): Promise<void> {
  const writer = await open(under);
  await write(under, writer, under.rows, plain);
  const transactions = await ended(writer);
  await writer.close();
  await expectVisible(under, [], "what was prepared when the process died");
  await afterCrash(under).sink.commit(transactions);
  await expectVisible(under, under.rows, "what was committed after the crash");
}

async function dropsUnprepared(under: Under): Promise<void> {
  const lost = await open(under);
  await write(under, lost, under.rows.slice(0, 3), plain);
  await lost.close();
  const fresh = afterCrash(under);
  const writer = await open(fresh);
  await write(under, writer, under.rows.slice(3), plain);
  await finish(fresh, writer);
  await expectVisible(under, under.rows.slice(3), "what was committed after the crash");
}

async function commitsInOrder(under: Under): Promise<void> {
  const writer = await open(under);
  await write(under, writer, under.rows.slice(0, 2), plain);
  const first = await prepared(writer);
  await write(under, writer, under.rows.slice(2, 4), plain);
  const second = await prepared(writer);
  await write(under, writer, under.rows.slice(4), plain);
  await under.sink.commit(first);
  await expectCommitted(under, under.rows.slice(0, 2), "the first checkpoint");
  await under.sink.commit([...first, ...second]);
  await writer.close();
  await expectCommitted(under, under.rows.slice(0, 4), "both checkpoints");
}

/** Two checkpoints, of which the second was stored but not committed, and rows that are lost with the process. */
async function goesOnAfterCrash(under: Under): Promise<void> {
  const lost = await open(under);
  await write(under, lost, under.rows.slice(0, 2), plain);
  await under.sink.commit(await prepared(lost));
  await write(under, lost, under.rows.slice(2, 4), plain);
  const restored = await prepared(lost);
  await write(under, lost, under.rows.slice(4), plain);
  await lost.close();
  const fresh = afterCrash(under);
  await fresh.sink.commit(restored);
  await expectCommitted(under, under.rows.slice(0, 4), "what is restored");
  const writer = await open(fresh, { restored });
  await write(fresh, writer, under.rows.slice(4), plain);
  await finish(fresh, writer);
  await expectVisible(under, under.rows, "what was committed before and after the crash");
}

async function endsAgain(under: Under): Promise<void> {
  const writer = await open(under);
  await write(under, writer, under.rows, plain);
  const restored = await ended(writer);
  await writer.close();
  const fresh = afterCrash(under);
  await fresh.sink.commit(restored);
  await finish(fresh, await open(fresh, { restored }));
  await expectVisible(under, under.rows, "what was committed before the crash");
}

async function aborts(under: Under): Promise<void> {
  if (under.sink.abort === undefined) return;
  const writer = await open(under);
  await write(under, writer, under.rows.slice(0, 3), plain);
  const first = await prepared(writer);
  await write(under, writer, under.rows.slice(3), plain);
  await under.sink.abort(first);
  await under.sink.abort(first);
  await finish(under, writer);
  await expectVisible(under, under.rows.slice(3), "what was committed beside the aborted");
}
