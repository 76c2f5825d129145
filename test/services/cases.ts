import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { kafka, kafkaUpserts } from "../../connectors/kafka/mod.ts";
import { type Dataset, type Duration, from, fromChangelog, type Job, type Running } from "../../core/mod.ts";
import clickstreamJob, { hours, visits } from "../../notebooks/cases/clickstream/job.ts";
import { clicks } from "../../notebooks/cases/data/clicks.ts";
import { logLines } from "../../notebooks/cases/data/log-lines.ts";
import { payments, rules } from "../../notebooks/cases/data/payments.ts";
import { ratings } from "../../notebooks/cases/data/ratings.ts";
import { readings } from "../../notebooks/cases/data/readings.ts";
import { strikes } from "../../notebooks/cases/data/strikes.ts";
import { feed, feeds } from "../../notebooks/cases/feeds.ts";
import fraudJob, { fraud } from "../../notebooks/cases/fraud/job.ts";
import iotJob, { hot, silent } from "../../notebooks/cases/iot/job.ts";
import logsJob, { incidents, minutes } from "../../notebooks/cases/logs/job.ts";
import recommendationJob, { recommend } from "../../notebooks/cases/recommendation/job.ts";
import reportingJob, { groups } from "../../notebooks/cases/reporting/job.ts";
import { sorted } from "../notebooks/cases/case.ts";

/** A job of topics that never end, and what it has to write of the data that comes along, as stored data. */
interface StreamingCase {
  readonly job: Job;
  readonly expected: () => Dataset<object>;
  /** What it writes besides, in a folder. */
  readonly file?: string;
  /** What rows of its topic are known by, where they are upserts. */
  readonly by?: string;
}

const stored = <Row extends { readonly at: number }>(rows: readonly Row[], outOfOrder: Duration): Dataset<Row> =>
  from(rows).withEventTime(({ at }) => at, { outOfOrder });

const cases: Readonly<Record<string, StreamingCase>> = {
  fraud: {
    job: fraudJob,
    expected: () => fraud(stored(payments(), "5s"), stored(rules(), 0)),
  },
  iot: {
    job: iotJob,
    file: "files",
    expected: () => hot(stored(readings(), "10s")).union(silent(stored(readings(), "10s"))),
  },
  logs: { job: logsJob, expected: () => incidents(minutes(from(logLines()))) },
  recommendation: { job: recommendationJob, expected: () => recommend(from(ratings())) },
  reporting: { job: reportingJob, file: "page.html", by: "state", expected: () => groups(strikes()).states },
  clickstream: { job: clickstreamJob, file: "files", expected: () => hours(visits(stored(clicks(), "2m"))) },
};

/** Each streaming case of notebooks/cases, all at once, by a broker that runs already. */
export function testCases(brokers: () => string): void {
  test("the cases, as jobs of topics that do not end, write what they do of stored data", async () => {
    const found = await Promise.all(
      Object.entries(cases).map(async ([name, { expected, ...one }]) => ({
        name,
        written: await writtenBy(name, one, brokers()),
        expected: sorted((await expected().collect()).map((row) => JSON.parse(JSON.stringify(row)))),
      })),
    );
    for (const { name, written, expected } of found) expect({ name, written }).toEqual({ name, written: expected });
  }, 120_000);
}

async function writtenBy(
  name: string,
  { job, file, by }: Omit<StreamingCase, "expected">,
  brokers: string,
): Promise<object[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-cases-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { read, written } = feeds[name]!;
  await feed(name, brokers);
  const run = job.start({
    parameters: { brokers, ...(file === undefined ? {} : { out: join(folder, file) }) },
    checkpoint: { interval: "200ms", dir: join(folder, "checkpoints") },
  });
  const sent = await Promise.all(Object.values(read).map((one) => ("rows" in one ? one.rows() : one.texts())));
  const rows = sent.reduce((sum, { length }) => sum + length, 0);
  await expect.poll(() => rowsRead(run), { timeout: 60_000, interval: 20 }).toBe(rows);
  await run.stopWithSavepoint(join(folder, "savepoint"), "drain");
  await run.finished;
  const results = written.map((topic) => left(brokers, topic, by));
  return sorted((await Promise.all(results)).flat());
}

function rowsRead(run: Running): number {
  const steps = Object.values(run.metrics.snapshot().steps);
  return steps.reduce((sum, { kind, numRecordsIn }) => sum + (kind === "source" ? numRecordsIn : 0), 0);
}

function left(brokers: string, topic: string, by: string | undefined): Promise<object[]> {
  const options = { brokers, topic, until: "latest" } as const;
  if (by === undefined) return from(kafka<object>(options)).collect();
  const upserts = kafkaUpserts<Record<string, unknown>>({ ...options, by });
  return from(upserts).apply(fromChangelog({ by })).collect();
}
