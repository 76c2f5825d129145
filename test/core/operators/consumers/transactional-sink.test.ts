import fc from "fast-check";
import { from } from "millrace";
import { expect, test } from "vitest";
import { decodeValue, encodeValue } from "../../../../core/data/codec.ts";
import { arraySource } from "../../../../core/io/memory-source.ts";
import type { SplitPosition } from "../../../../core/io/source.ts";
import { sinkContract } from "../../../../core/testing/mod.ts";
import { type Database, database, transactionalSink } from "./transactional-sink.ts";

const rows = Array.from({ length: 12 }, (_, id) => ({ id, name: `row ${id}` }));

async function makeSink() {
  const into = database();
  const reopened = () => transactionalSink<(typeof rows)[0]>(into);
  return {
    sink: reopened(),
    rows,
    visible: async () => into.rows as typeof rows,
    reopened,
    remove: async () => undefined,
  };
}

for (const { name, run } of sinkContract(makeSink, "exactly-once")) test(name, run);

/** What survives a crash beside the database: the last complete checkpoint. */
interface Checkpoint {
  readonly position: SplitPosition | undefined;
  readonly transactions: readonly unknown[];
}

class Crash extends Error {}

/** Runs a job as a runtime would, with a checkpoint every 3 rows, until it is done or `mayCrash` throws. */
async function runOnce(
  into: Database,
  stored: { bytes?: Uint8Array },
  runId: string,
  mayCrash: () => void,
): Promise<void> {
  const sink = transactionalSink(into);
  const source = arraySource(rows);
  const last = stored.bytes === undefined ? undefined : (decodeValue(stored.bytes) as Checkpoint);
  if (last !== undefined) await sink.commit(last.transactions);
  const signal = new AbortController().signal;
  const [split] = await source.splits({ columns: undefined, conditions: [] });
  const request = { columns: undefined, conditions: [] };
  const reader = await source.open(split!, last?.position, {
    request,
    batchRows: 3,
    signal,
    onBadRecord: () => undefined,
  });
  const writer = await sink.open({ subtask: 0, parallelism: 1, runId, signal });
  for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) {
    mayCrash();
    await writer.write(batch);
    mayCrash();
    const transaction = await writer.prepare();
    mayCrash();
    const checkpoint: Checkpoint = { position: reader.position(), transactions: [transaction] };
    stored.bytes = encodeValue(checkpoint);
    mayCrash();
    await sink.commit(checkpoint.transactions);
    mayCrash();
  }
}

async function runToTheEnd(crashes: readonly number[]): Promise<Database> {
  const into = database();
  const stored: { bytes?: Uint8Array } = {};
  for (let run = 0; ; run++) {
    let left = crashes[run] ?? Number.POSITIVE_INFINITY;
    try {
      await runOnce(into, stored, `run ${run}`, () => {
        if (left-- === 0) throw new Crash();
      });
      return into;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}

test("whenever the process dies, nothing is lost and nothing doubled", async () => {
  for (let point = 0; point < 20; point++) expect((await runToTheEnd([point])).rows).toEqual(rows);
});

test("nor when it dies again and again", () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 6 }), async (crashes) => {
      expect((await runToTheEnd(crashes)).rows).toEqual(rows);
    }),
    { numRuns: 50 },
  ));

test("what was prepared for a checkpoint that failed elsewhere is aborted", async () => {
  const into = database();
  const sink = transactionalSink(into);
  const broken = { ...transactionalSink(database()), name: "broken", open: openBroken };
  const numbers = from([1, 2, 3]);
  await expect(numbers.sinkTo(sink).and(numbers.sinkTo(broken)).run()).rejects.toThrow("no quorum");
  expect([into.rows, into.staged.size]).toEqual([[], 0]);
});

async function openBroken() {
  return {
    write: () => undefined,
    prepare: () => Promise.reject(new Error("no quorum")),
    close: async () => undefined,
  };
}
