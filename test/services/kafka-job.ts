// The job whose process ends itself by SIGKILL at a moment of its own choice: numbers from a topic to a topic, exactly once.
import { from, type Job, job } from "millrace";
import { kafka } from "millrace/connectors/kafka";
import type { Sink } from "../../core/io/mod.ts";

const still = new Int32Array(new SharedArrayBuffer(4));

/** Stops the thread for 10 ms every 200 rows, so that checkpoints are taken on the way on any machine. */
function slowed(n: number): number {
  if (n % 200 === 0) Atomics.wait(still, 0, 0, 10);
  return n;
}

const { BROKERS: brokers = "", INPUT = "", OUTPUT = "", KILL_AT: moment, KILL_AFTER = "1" } = process.env;
let left = Number(KILL_AFTER);

/** Ends the process when this moment has come so often. */
function dieAt(now: string): void {
  if (now === moment && --left === 0) process.kill(process.pid, "SIGKILL");
}

function mortal(sink: Sink<string>): Sink<string> {
  return {
    ...sink,
    open: async (context) => {
      const writer = await sink.open(context);
      const prepare = async (): ReturnType<typeof writer.prepare> => {
        const transaction = await writer.prepare();
        dieAt("prepared");
        return transaction;
      };
      return { ...writer, prepare };
    },
    commit: async (transactions) => {
      dieAt("before commit");
      await sink.commit(transactions);
      dieAt("committed");
    },
  };
}

const output = kafka<string>({
  brokers,
  topic: OUTPUT,
  value: "string",
  transactions: { idPrefix: `copy-to-${OUTPUT}` },
});

const copied: Job = job("topic to topic", () => [
  from(kafka<string>({ brokers, topic: INPUT, value: "string", until: "latest" }))
    .map((text) => String(slowed(Number(text))))
    .sinkTo(mortal(output as Sink<string>)),
]);

export default copied;
