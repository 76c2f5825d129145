import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type KafkaOffsets, kafka } from "../../connectors/kafka/mod.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import { follow, from, into, job } from "../../core/mod.ts";
import { committedOf, makeAnew, makeTopic, produce } from "./kafka.ts";
import { s3Folder } from "./s3.ts";
import { type RunningServer, startServer } from "./server.ts";
import { type KafkaEndpoint, kafka as kafkaRecipe } from "./servers/kafka.ts";
import { type S3Endpoint, seaweedfs } from "./servers/seaweedfs.ts";

let broker: RunningServer<KafkaEndpoint>;
let store: RunningServer<S3Endpoint>;

beforeAll(async () => {
  [broker, store] = await Promise.all([startServer(kafkaRecipe), startServer(seaweedfs)]);
}, 480_000);

afterAll(() => Promise.all([broker?.stop(), store?.stop()]), 60_000);

interface Stored {
  readonly value: { readonly n: number };
  readonly partition: number;
  readonly offset: number;
}

const columns = { partition: "partition", offset: "offset" } as const;

function records(first: number, count: number): { value: string; partition: number }[] {
  return Array.from({ length: count }, (_, at) => ({ value: JSON.stringify({ n: first + at }), partition: at % 3 }));
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), "millrace-follow-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 20));
}

test.each([1, 2])(
  "a topic that a job stores as Parquet on S3 is read from there, then from its broker, each record once, also behind restarts (parallelism %i)",
  async (parallelism) => {
    const { plain: brokers } = broker.endpoints;
    const topic = await makeTopic(broker.endpoints, 3);
    const { folder } = await s3Folder(store.endpoints);
    const archive = `${folder}/archive/`;
    // Stored: twice a part of the topic, each to its end then.
    const storing = temporary();
    const stored = job("stored", () =>
      from(kafka<Stored>({ brokers, topic, columns })).sinkTo(parquet<Stored>(archive)),
    );
    const store100 = async (first: number): Promise<void> => {
      await produce(broker.endpoints, topic, records(first, 100));
      const rows = { read: 0 };
      const onProgress = (progress: { rows: number }): void => {
        rows.read = progress.rows;
      };
      const running = stored.start({ checkpoint: { interval: "100ms", dir: storing }, onProgress });
      await until(() => rows.read >= 100);
      await running.stopWithSavepoint(storing);
      await running.finished;
    };
    await store100(0);
    await store100(100);
    await produce(broker.endpoints, topic, records(200, 50));

    const seen: number[] = [];
    const dir = temporary();
    const group = `${topic}-follow`;
    const followed = job("followed", () =>
      from(follow(parquet<Stored>(archive), kafka<Stored>({ brokers, topic, columns, group })))
        .map(({ value }) => value.n)
        .sinkTo(into(seen)),
    );
    const read = async (life: () => Promise<void>): Promise<void> => {
      const running = followed.start({ checkpoint: { interval: "100ms", dir }, parallelism });
      await life();
      await running.stopWithSavepoint(dir);
      await running.finished;
    };
    await read(() => until(() => seen.length >= 250));
    // The store goes on: what comes to it is in the topic as well, and is read from there.
    await store100(250);
    await read(async () => {
      await until(() => seen.length >= 350);
      await produce(broker.endpoints, topic, records(350, 10));
      await until(() => seen.length >= 360);
    });
    expect(seen.toSorted((a, b) => a - b)).toEqual(upTo(360));
    const committed = await committedOf(broker.endpoints, group);
    expect(committed.reduce((sum, [, , offset]) => sum + Number(offset), 0)).toBe(360);
  },
  120_000,
);

test("a partition of which nothing was stored is read from its first record, and from the latest on it is refused", async () => {
  const { plain: brokers } = broker.endpoints;
  const topic = await makeTopic(broker.endpoints, 3);
  const { folder } = await s3Folder(store.endpoints);
  const archive = `${folder}/archive/`;
  await produce(
    broker.endpoints,
    topic,
    records(0, 90).filter(({ partition }) => partition < 2),
  );
  await from(kafka<Stored>({ brokers, topic, columns, until: "latest" }))
    .sinkTo(parquet<Stored>(archive))
    .run();
  await produce(
    broker.endpoints,
    topic,
    records(0, 90).filter(({ partition }) => partition === 2),
  );
  await produce(broker.endpoints, topic, records(90, 30));
  const read = (live: "earliest" | "latest") => {
    const stream = kafka<Stored>({ brokers, topic, columns, from: live, until: "latest" });
    return from(follow(parquet<Stored>(archive), stream)).collect();
  };
  const seen = (await read("earliest")).map(({ value }) => value.n);
  expect(seen.toSorted((a, b) => a - b)).toEqual(upTo(120));
  await expect(read("latest")).rejects.toThrow(
    /must be read from its first record: got partition 2 and from: "latest"; leave from out/,
  );
});

test("a store without rows, and one of all that there is, leave nothing out and double nothing; one of another topic is refused", async () => {
  const { plain: brokers } = broker.endpoints;
  const { folder } = await s3Folder(store.endpoints);
  const live = (topic: string, offsets?: KafkaOffsets) =>
    kafka<Stored>({ brokers, topic, columns, until: offsets === undefined ? "latest" : { offsets } });
  const topic = await makeTopic(broker.endpoints, 3);
  await produce(broker.endpoints, topic, records(0, 30));
  const read = async (stored: string, of = topic): Promise<readonly number[]> =>
    (await from(follow(parquet<Stored>(`${folder}/${stored}/`), live(of))).collect())
      .map(({ value }) => value.n)
      .toSorted((a, b) => a - b);
  await from(live(topic, { 0: 0, 1: 0, 2: 0 }))
    .sinkTo(parquet<Stored>(`${folder}/none/`))
    .run();
  expect(await read("none")).toEqual(upTo(30));
  await from(live(topic))
    .sinkTo(parquet<Stored>(`${folder}/all/`))
    .run();
  expect(await read("all")).toEqual(upTo(30));
  const other = await makeTopic(broker.endpoints, 3);
  await produce(broker.endpoints, other, records(0, 3));
  await expect(read("all", other)).rejects.toThrow(
    /of topic \S+ as the topic must reach as far: got offset 9 of partition 0 in the store, where that ends before 1; follow the topic that was stored/,
  );
});

test("a topic that was made anew and reaches further than the store is refused where rows have kept the time", async () => {
  const { plain: brokers } = broker.endpoints;
  const { folder } = await s3Folder(store.endpoints);
  const topic = await makeTopic(broker.endpoints, 3);
  const at = (time: number, count: number) => records(0, count).map((record) => ({ ...record, time }));
  await produce(broker.endpoints, topic, at(Date.UTC(2026, 0, 2), 30));
  interface Timed extends Stored {
    readonly at: Date;
  }
  const live = kafka<Timed>({ brokers, topic, columns: { ...columns, at: "time" }, until: "latest" });
  await from(live)
    .sinkTo(parquet<Timed>(`${folder}/timed/`))
    .run();
  const read = async () => (await from(follow(parquet<Timed>(`${folder}/timed/`), live)).collect()).length;
  await produce(broker.endpoints, topic, at(Date.UTC(2026, 0, 3), 30));
  expect(await read()).toBe(60);
  await makeAnew(broker.endpoints, topic, 3);
  await produce(broker.endpoints, topic, at(Date.UTC(2026, 0, 4), 60));
  await expect(read()).rejects.toThrow(
    /as the topic must be the one that was stored: got a record of 2026-01-04T00:00:00.000Z at offset 9 of partition \d, where the store has one of 2026-01-02T00:00:00.000Z; follow the topic that was stored/,
  );
});
