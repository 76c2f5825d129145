// The job whose process ends itself by SIGKILL at a moment of its own choice: numbers from a topic, files, or what is stored of a topic and
// then that, to a topic or Parquet, exactly once.
import { type Dataset, follow, from, type Job, job, type Output } from "millrace";
import { csv } from "millrace/connectors/csv";
import { kafka } from "millrace/connectors/kafka";
import { parquet } from "millrace/connectors/parquet";
import type { Sink } from "../../core/io/mod.ts";
import { mortal } from "./mortal-sink.ts";

const still = new Int32Array(new SharedArrayBuffer(4));

/** Stops the thread for 10 ms every 200 rows, so that checkpoints are taken on the way on any machine. */
function slowed(n: number): number {
  if (n % 200 === 0) Atomics.wait(still, 0, 0, 10);
  return n;
}

const { BROKERS: brokers = "", INPUT = "", STORE = "", OUTPUT = "" } = process.env;

const isFiles = (place: string): boolean => place.includes("://");

interface Stored {
  readonly value: string;
  readonly partition: number;
  readonly offset: number;
}

/** From a folder of files, a store and its topic, or a topic. */
function input(): Dataset<{ n: number }> {
  if (STORE !== "") {
    const columns = { partition: "partition", offset: "offset" } as const;
    const live = kafka<Stored>({ brokers, topic: INPUT, value: "string", columns, until: "latest" });
    return from(follow(parquet<Stored>(STORE), live)).map(({ value }) => ({ n: Number(value) }));
  }
  if (isFiles(INPUT)) return from(csv<{ n: number }>(INPUT));
  return from(kafka<string>({ brokers, topic: INPUT, value: "string", until: "latest" })).map((text) => ({
    n: Number(text),
  }));
}

const numbers = input().map(({ n }) => ({ n: slowed(n) }));

/** To a folder of files, or a topic. */
function output(): Output {
  if (isFiles(OUTPUT)) return numbers.sinkTo(mortal(parquet<{ n: number }>(OUTPUT) as Sink<{ n: number }>));
  const transactions = { idPrefix: `copy-to-${OUTPUT}` };
  const topic = kafka<string>({ brokers, topic: OUTPUT, value: "string", transactions });
  return numbers.map(({ n }) => String(n)).sinkTo(mortal(topic as Sink<string>));
}

const copied: Job = job("copy of numbers", () => [output()]);

export default copied;
