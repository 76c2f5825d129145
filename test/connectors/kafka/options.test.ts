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

const pem = (what: string): string => `-----BEGIN ${what}-----\nhush\n-----END ${what}-----\n`;

test("a key or a certificate that cannot be read is told as such, at once", async () => {
  const tls = { key: pem("PRIVATE KEY"), cert: pem("CERTIFICATE") };
  const reading = from(kafka({ ...place, brokers: "127.0.0.1:1", until: "latest", tls })).collect();
  await expect(reading).rejects.toThrow(
    /^Cannot look at topic orders of 127.0.0.1:1 as tls of kafka\(…\) must hold a key and certificates in PEM that belong together: got ERR_OSSL_\w+; give the texts/,
  );
});

const refused: readonly (readonly [options: object, error: RegExp])[] = [
  [{ ...place, brokers: "localhost" }, /brokers must be written as host:port: got "localhost"; write for instance/],
  [{ ...place, brokers: "kafka://me:hush@host:9092" }, /got "kafka:\/\/…@host:9092"/],
  [{ ...place, topic: "" }, /topic must be a name, a list of names or a pattern: got ""/],
  [
    { ...place, topics: "orders" },
    /Cannot set "topics" in kafka\(…\) as there is no such option: .*did you mean topic\?/,
  ],
  [{ ...place, value: "jsn" }, /Cannot set value of kafka\(orders\) as it must be "json", "string", "bytes" or/],
  [{ ...place, columns: { at: "tim" } }, /must be one of key, headers, .*: got "tim"; did you mean time\?/],
  [
    { ...place, columns: { h: "headers" }, headers: "text" },
    /headers in kafka\(…\) as it must be "string" or "bytes": got/,
  ],
  [{ ...place, headers: "bytes" }, /what values of headers are in the column that has them: got no such column; write/],
  [{ ...place, columns: { value: "key" } }, /names must differ: got it twice, of the value and of its key; rename one/],
  [
    { ...place, value: "string", schema: schema({ id: "int32" }) },
    /only values in JSON, or by a registry, have columns: got value "string"/,
  ],
  [{ ...place, from: "committed" }, /a group must be given: got none; write for instance group: "hot-items"/],
  [{ ...place, discover: "10ms" }, /discover must be at least 100 ms: got 10 ms; use for instance "30s"/],
  [
    { ...place, login: "hush" },
    /Cannot use login of kafka\(orders\) as it must be an object: got a value of kind string; write/,
  ],
  [
    { ...place, login: { mechanism: "SCRAM", username: "me", password: "hush" } },
    /Cannot use login of kafka\(orders\) as mechanism must be "PLAIN" or "SCRAM-SHA-256" or .*: got "SCRAM"; use one of these$/,
  ],
  [
    { ...place, login: { mechanism: "PLAIN", user: "me", password: "hush" } },
    /Cannot set "user" in login of kafka\(orders\) as there is no such option: .*known are mechanism, username, password/,
  ],
  [
    { ...place, login: { mechanism: "PLAIN", username: "me", password: ["hush"] } },
    /Cannot use login of kafka\(orders\) as password must be text: got an array; give mechanism, username, password/,
  ],
  [{ ...place, login: { username: "me", password: "hush" } }, /as mechanism must be text: got none; give mechanism/],
  [{ ...place, tls: "hush" }, /Cannot use tls of kafka\(orders\) as it must be an object: got a value of kind string/],
  ...["/etc/ca-hush.pem", "hush", pem("PRIVATE KEY")].map(
    (ca) =>
      [
        { ...place, tls: { ca } },
        /Cannot use tls of kafka\(orders\) as ca must be the text of certificates in PEM: got text without -----BEGIN … CERTIFICATE-----; read it from its file/,
      ] as const,
  ),
  [
    { ...place, tls: { cert: pem("CERTIFICATE"), key: "hush" } },
    /as key must be the text of a key in PEM: got text without -----BEGIN … PRIVATE KEY-----; read it/,
  ],
  [{ ...place, tls: { cert: ["hush"] } }, /as cert must be the text of certificates in PEM: got an array; read it/],
  [
    { ...place, tls: { cert: pem("CERTIFICATE") } },
    /shows a certificate by its key: got cert alone; give cert and key/,
  ],
  [
    { ...place, tls: { key: pem("EC PRIVATE KEY") } },
    /shows a certificate by its key: got key alone; give cert and key/,
  ],
  [{ ...place, tls: { caa: "hush" } }, /Cannot set "caa" in tls of kafka\(orders\) .*did you mean ca\?/],
  [
    { ...place, transactions: { prefix: "job" } },
    /Cannot set "prefix" in transactions of kafka\(orders\) as there is no such option: .*known are idPrefix, timeout/,
  ],
  [
    { ...place, transactions: "job" },
    /Cannot use transactions of kafka\(orders\) as it must be an object: got a value of kind/,
  ],
  [{ ...place, transactions: {} }, /idPrefix must be text of this job alone: got undefined; write for instance/],
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

/** As plain JavaScript calls it. */
function withOptions(options: object): () => unknown {
  return () => kafka({ brokers: "127.0.0.1:9092", topic: "t", ...options } as never);
}

test("where reading begins and ends must be a place that is known: none is taken for another", () => {
  const wrong = [
    "Latest",
    "newest",
    1,
    true,
    null,
    new Date(0),
    {},
    { time: "2026-01-01" },
    { time: Number.NaN },
    { time: -1 },
    { time: undefined },
    { offsets: { 0: "5" } },
    { offsets: { t: { 0: -1 } } },
    { offsets: new Map([[0, 5]]) },
    { time: 1, offsets: { 0: 1 } },
  ];
  for (const at of wrong) {
    expect(withOptions({ from: at })).toThrow(
      /^Cannot read kafka\(t\) as from must be "earliest", "latest", "committed", \{ time \} .* or \{ offsets \} .*: got .*; write for instance from: "latest"$/,
    );
    expect(withOptions({ until: at })).toThrow(/^Cannot read kafka\(t\) as until must be "latest", \{ time \} /);
  }
  expect(withOptions({ until: "earliest" })).toThrow(/until must be "latest"/);
  const right = [
    "latest",
    { time: 0 },
    { time: new Date() },
    { offsets: {} },
    { offsets: { 0: 5, t: { 1: 0 } } },
    { offsets: [5] },
  ];
  for (const at of right) {
    expect(withOptions({ from: at })).not.toThrow();
    expect(withOptions({ until: at })).not.toThrow();
  }
  for (const from of ["earliest", undefined]) expect(withOptions({ from })).not.toThrow();
});

test("columns, partitions, group and keyOf of another kind are refused", () => {
  expect(withOptions({ columns: ["offset"] })).toThrow(
    /^Cannot use kafka\(t\) as columns must be an object of names and parts: got .*; write for instance columns: \{ at: "time" \}$/,
  );
  for (const partitions of [[], 0, "0", [0, 0], [-1], [0.5], ["0"]]) {
    expect(withOptions({ partitions })).toThrow(
      /^Cannot use kafka\(t\) as partitions must be a list of different whole numbers from 0: got .*; write for instance partitions: \[0, 1\]$/,
    );
  }
  for (const group of [3, ""])
    expect(withOptions({ group })).toThrow(/^Cannot use kafka\(t\) as group must be text: got /);
  expect(withOptions({ keyOf: "id" })).toThrow(
    'Cannot use kafka(t) as keyOf must be a function of a row: got "id"; write for instance keyOf: (row) => row.id',
  );
  expect(withOptions({ columns: { at: "time" }, partitions: [1, 0], group: "g", keyOf: () => 1 })).not.toThrow();
});
