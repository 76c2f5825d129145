import { expect, test, vi } from "vitest";
import { type KafkaOptions, type KafkaUpsertOptions, kafka, kafkaUpserts } from "../../../connectors/kafka/mod.ts";
import { from, schema } from "../../../core/mod.ts";

const place = { brokers: "127.0.0.1:9092", topic: "orders" } as const;

test("without the client the error says how to install it", async () => {
  vi.doMock("@platformatic/kafka", () => {
    throw new Error("not there");
  });
  await expect(from(kafka({ ...place, until: "latest" })).collect()).rejects.toThrow(
    'Cannot reach Kafka as the package "@platformatic/kafka" must be installed: got none; run npm install @platformatic/kafka',
  );
  vi.doUnmock("@platformatic/kafka");
});

const refused: readonly (readonly [options: object, error: RegExp])[] = [
  [{ ...place, brokers: "localhost" }, /brokers must be written as host:port: got "localhost"; write for instance/],
  [{ ...place, brokers: "kafka://me:hush@host:9092" }, /got "…@host:9092"/],
  [{ ...place, topic: "" }, /topic must be a name, a list of names or a pattern: got ""/],
  [
    { ...place, topics: "orders" },
    /Cannot set "topics" in kafka\(…\) as there is no such option: .*did you mean topic\?/,
  ],
  [{ ...place, value: "jsn" }, /Cannot set value of kafka\(orders\) as it must be "json", "string", "bytes" or/],
  [{ ...place, columns: { at: "tim" } }, /must be one of key, headers, .*: got "tim"; did you mean time\?/],
  [{ ...place, columns: { value: "key" } }, /names must differ: got it twice, of the value and of its key; rename one/],
  [
    { ...place, value: "string", schema: schema({ id: "int32" }) },
    /only values in JSON, or by a registry, have columns: got value "string"/,
  ],
  [{ ...place, from: "committed" }, /a group must be given: got none; write for instance group: "hot-items"/],
  [{ ...place, discover: "10ms" }, /discover must be at least 100 ms: got 10 ms; use for instance "30s"/],
  [{ ...place, isolation: "none" }, /must be "read committed" or "read uncommitted": got "none"/],
];

for (const [options, error] of refused) {
  test(`options that cannot be meant are refused: ${error.source.slice(0, 60)}`, () => {
    expect(() => kafka(options as KafkaOptions)).toThrow(error);
    expect(() => kafka(options as KafkaOptions)).not.toThrow(/hush/);
  });
}

const refusedUpserts: readonly (readonly [options: object, error: RegExp])[] = [
  [
    { ...place },
    /by must name the column, or the columns, that rows are known by: got undefined; write for instance by: "id"/,
  ],
  [{ ...place, by: ["id", "id"] }, /by must name the column/],
  [
    { ...place, by: "id", schema: schema({ no: "int32" }) },
    /the schema must have the columns of by: got none of the name "id"/,
  ],
  [{ ...place, by: ["id", "no"], key: "string" }, /keys of several columns must be objects: got key "string"/],
  [{ ...place, by: "id", keyOf: () => 1 }, /by says what keys are: got keyOf as well/],
];

for (const [options, error] of refusedUpserts) {
  test(`an upsert topic that cannot be meant is refused: ${error.source.slice(0, 60)}`, () => {
    expect(() => kafkaUpserts(options as KafkaUpsertOptions)).toThrow(error);
  });
}

test("a source is unbounded until it is told where it ends, and its name holds no secret", () => {
  const login = { mechanism: "PLAIN", username: "me", password: "hush" } as const;
  expect(kafka({ ...place, login }).boundedness).toBe("unbounded");
  expect(kafka({ ...place, login, until: "latest" }).boundedness).toBe("bounded");
  expect(kafka({ ...place, login, topic: /orders-.*/ }).name).toBe("kafka(/orders-.*/)");
});
