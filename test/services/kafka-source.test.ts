import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type KafkaOptions, kafka } from "../../connectors/kafka/mod.ts";
import type { BadRecord } from "../../core/io/mod.ts";
import { count, deadLetter, from, fromChangelog, into, job, schema } from "../../core/mod.ts";
import { sourceContract } from "../../core/testing/contracts/source.ts";
import { committedOf, makeAnew, makeTopic, messages, openProducer, produce, type Written } from "./kafka.ts";
import { tenthsFor } from "./remote-files.ts";
import { type RunningServer, startServer } from "./server.ts";
import { type KafkaEndpoint, kafka as recipe } from "./servers/kafka.ts";

let server: RunningServer<KafkaEndpoint>;

beforeAll(async () => {
  server = await startServer(recipe);
}, 480_000);

afterAll(() => server?.stop(), 60_000);

const longMs = 60_000;

/** A topic with these records, as an option. */
async function topicOf(records: readonly Written[], partitions = 1): Promise<{ brokers: string; topic: string }> {
  const topic = await makeTopic(server.endpoints, partitions);
  if (records.length > 0) await produce(server.endpoints, topic, records);
  return { brokers: server.endpoints.plain, topic };
}

function read<Row>(options: KafkaOptions<Row>): Promise<Row[]> {
  return from(kafka<Row>({ until: "latest", ...options })).collect();
}

test("a broker serves in the clear and by TLS, and again on the same ports once it was killed", async () => {
  const { plain, tls, sasl, saslTls, ca } = server.endpoints;
  const trusted = { ca: readFileSync(ca), host: "127.0.0.1" };
  const ways = (): Socket[] => [
    ...[plain, sasl].map((address) => connect(portOf(address), "127.0.0.1")),
    ...[tls, saslTls].map((address) => connectTls({ ...trusted, port: portOf(address) })),
  ];
  const [one] = server.processes;
  const answers = [...(await Promise.all(ways().map(errorOfVersions)))];
  await one!.kill();
  await one!.start();
  answers.push(...(await Promise.all(ways().map(errorOfVersions))));
  expect(answers).toEqual(Array.from({ length: 8 }, () => 0));
}, 120_000);

interface Order {
  readonly id: number;
  readonly city: string;
}

const orders: readonly Order[] = Array.from({ length: 12 }, (_, id) => ({ id, city: id % 2 === 0 ? "Kent" : "Bend" }));
const orderSchema = schema({ id: "int32", city: "string" });

const bounded = sourceContract<Order>(async () => {
  const place = await topicOf(
    orders.map((order, at) => ({ value: JSON.stringify(order), partition: at % 3 })),
    3,
  );
  return {
    source: kafka<Order>({ ...place, schema: orderSchema, until: "latest" }),
    rows: orders,
    remove: async () => undefined,
  };
});
for (const { name, run } of bounded) test(`bounded: ${name}`, run, longMs);

const unbounded = sourceContract<string>(async () => {
  const values = Array.from({ length: 8 }, (_, at) => `value ${at}`);
  const place = await topicOf(values.map((value) => ({ value })));
  return { source: kafka<string>({ ...place, value: "string" }), rows: values, remove: async () => undefined };
});
for (const { name, run } of unbounded) test(`unbounded: ${name}`, run, longMs);

test(
  "columns hold key, headers, time, partition, offset and topic beside the value",
  async () => {
    const place = await topicOf([
      { key: "a", value: "first", headers: { trace: "x1" }, time: 1_000 },
      { value: null, time: 2_000 },
    ]);
    const columns = { k: "key", h: "headers", at: "time", p: "partition", o: "offset", t: "topic" } as const;
    expect(await read({ ...place, value: "string", columns })).toEqual([
      { value: "first", k: "a", h: { trace: "x1" }, at: 1_000, p: 0, o: 0, t: place.topic },
      { value: null, k: null, h: {}, at: 2_000, p: 0, o: 1, t: place.topic },
    ]);
    const codec = { decode: (bytes: Uint8Array) => bytes.length, encode: (length: number) => new Uint8Array(length) };
    expect(await read({ ...place, value: codec })).toEqual([5, null]);
    expect(await read({ ...place, value: "bytes" })).toEqual([new TextEncoder().encode("first"), null]);
  },
  longMs,
);

test(
  "what is packed by any codec is read, and records of any length",
  async () => {
    const place = await topicOf([]);
    for (const codec of ["gzip", "snappy", "lz4", "zstd"]) {
      await produce(server.endpoints, place.topic, [{ value: codec }, { value: "ä€".repeat(200) }], codec);
    }
    await produce(server.endpoints, place.topic, [
      { value: "x".repeat(5_000), time: 1_000 },
      { value: "", time: 7_000 },
    ]);
    const rows = await read<{ value: string; at: number }>({ ...place, value: "string", columns: { at: "time" } });
    const long = "ä€".repeat(200);
    expect(rows.slice(0, 8).map(({ value }) => value)).toEqual([
      "gzip",
      long,
      "snappy",
      long,
      "lz4",
      long,
      "zstd",
      long,
    ]);
    expect(rows.slice(8)).toEqual([
      { value: "x".repeat(5_000), at: 1_000 },
      { value: "", at: 7_000 },
    ]);
  },
  longMs,
);

test(
  "a partition is begun at its first record, a time, or an offset, and ends where it is told",
  async () => {
    const place = await topicOf(Array.from({ length: 6 }, (_, at) => ({ value: String(at), time: 1_000 * at })));
    const options = { ...place, value: "string" } as const;
    expect(await read(options)).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect(await read({ ...options, from: "latest" })).toEqual([]);
    expect(await read({ ...options, from: { time: 3_500 } })).toEqual(["4", "5"]);
    expect(await read({ ...options, from: { time: new Date(9e9) } })).toEqual([]);
    expect(await read({ ...options, from: { offsets: { 0: 3 } }, until: { offsets: { 0: 5 } } })).toEqual(["3", "4"]);
    await expect(read({ ...options, from: { offsets: { order: { 0: 3 } } }, until: "latest" })).rejects.toThrow(
      `offsets of from must be of topics that are read: got "order"; use ${place.topic}`,
    );
    await expect(read({ ...options, until: { offsets: { 7: 2 } } })).rejects.toThrow(
      "offsets of until must be of partitions that are read: got 7; use 0",
    );
    expect(await read({ ...options, from: { offsets: { [place.topic]: { 0: 5 } } }, until: { time: 1e9 } })).toEqual([
      "5",
    ]);
    expect(await read({ ...options, until: { time: 2_000 } })).toEqual(["0", "1"]);
  },
  longMs,
);

test(
  "partitions and topics are chosen by number, by list and by pattern",
  async () => {
    const stem = `${(await topicOf([])).topic}-of`;
    for (const name of ["a", "b"]) {
      await makeTopic(server.endpoints, 2, `${stem}-${name}`);
      const records = [0, 1].map((partition) => ({ value: `${name}${partition}`, partition }));
      await produce(server.endpoints, `${stem}-${name}`, records);
    }
    const options = { brokers: server.endpoints.plain, value: "string" } as const;
    const both = ["a0", "a1", "b0", "b1"];
    expect((await read<string>({ ...options, topic: [`${stem}-b`, `${stem}-a`] })).sort()).toEqual(both);
    expect((await read<string>({ ...options, topic: new RegExp(`${stem}-.`) })).sort()).toEqual(both);
    expect(await read<string>({ ...options, topic: `${stem}-b`, partitions: [1] })).toEqual(["b1"]);
    await expect(read({ ...options, topic: new RegExp(`${stem}`) })).rejects.toThrow(
      /must match it as a whole: got none/,
    );
    await expect(read({ ...options, topic: `${stem}-b`, partitions: [7] })).rejects.toThrow(
      /must have the partitions that are asked for: got 7, it has 0 to 1/,
    );
  },
  longMs,
);

test(
  "records of aborted transactions are not read: several in one fetch, one longer than a fetch, one that is open",
  async () => {
    const place = await topicOf([]);
    const producer = await openProducer(server.endpoints, { transactionalId: place.topic });
    const write = async (end: "abort" | "commit", values: readonly string[]): Promise<void> => {
      const transaction = await producer.beginTransaction();
      for (const value of values) {
        await transaction.send({ messages: messages(place.topic, [{ value, partition: 0 }]) } as never);
      }
      await transaction[end]();
    };
    const long = Array.from({ length: 5 }, () => "x".repeat(500_000));
    await write("abort", ["A1"]);
    await write("abort", ["A2"]);
    await write("commit", ["c1"]);
    await write("abort", long);
    await write("commit", ["c2", "c3"]);
    const open = await producer.beginTransaction();
    await open.send({ messages: messages(place.topic, [{ value: "open", partition: 0 }]) } as never);
    expect(await read({ ...place, value: "string" })).toEqual(["c1", "c2", "c3"]);
    // From within an aborted one as well.
    expect(await read({ ...place, value: "string", from: { offsets: { 0: 7 } } })).toEqual(["c2", "c3"]);
    const all = await read<string>({ ...place, value: "string", isolation: "read uncommitted" });
    expect(all.map((value) => value.slice(0, 4))).toEqual([
      "A1",
      "A2",
      "c1",
      ...long.map(() => "xxxx"),
      "c2",
      "c3",
      "open",
    ]);
    await open.abort();
    await producer.close();
  },
  longMs,
);

test(
  "records that cannot be read fail the job with their place, are skipped, or go to a dead-letter sink",
  async () => {
    const values = ['{"id":1,"city":"Kent"}', "{oops", '{"id":"two","city":"Bend"}', null, '{"id":3,"city":"Kent"}'];
    const place = await topicOf(values.map((value) => ({ value })));
    const source = kafka<Order>({ ...place, schema: orderSchema, until: "latest" });
    await expect(from(source).collect()).rejects.toThrow(
      /Cannot read the record at partition 0, offset 1 of topic \S+ as its value must be JSON: got .*; mend what writes it/,
    );
    const good = [
      { id: 1, city: "Kent" },
      { id: 3, city: "Kent" },
    ];
    expect(await from(source, { onError: "skip" }).collect()).toEqual(good);
    const letters: { position: string; text: string }[] = [];
    expect(await from(source, { onError: deadLetter(into(letters)) }).collect()).toEqual(good);
    expect(letters.map(({ position, text }) => [position, text])).toEqual([
      ["partition 0, offset 1", "{oops"],
      ["partition 0, offset 2", '{"id":"two","city":"Bend"}'],
      ["partition 0, offset 3", ""],
    ]);
  },
  longMs,
);

test(
  "rows whose columns do not fit what options say of a topic of JSON are refused before the first record is written",
  async () => {
    const place = await topicOf([]);
    const rows = from([{ id: "a", km: 1 }]).map(({ id, km }) => ({ id, km }));
    const write = (columns: object): Promise<string> =>
      rows
        .sinkTo(kafka<never>({ ...place, columns } as never))
        .run()
        .then(String, String);
    expect(await write({ key: "key" })).toMatch(/Cannot read column "key" in what kafka\(.*\) is given as there is no/);
    expect(await write({ id: "key" })).toMatch(/must have what is written in its column "value": got "id", "km";/);
    expect(await read(place)).toEqual([]);
  },
  longMs,
);

test(
  "bad records go to a dead-letter topic",
  async () => {
    const place = await topicOf([{ value: "1" }, { value: "{oops" }, { value: "3" }]);
    const letters = await topicOf([]);
    const source = kafka<number>({ ...place, until: "latest" });
    expect(await from(source, { onError: deadLetter(kafka<BadRecord>(letters)) }).collect()).toEqual([1, 3]);
    const [letter] = await read<BadRecord>(letters);
    expect([letter?.position, letter?.text]).toEqual(["partition 0, offset 1", "{oops"]);
  },
  longMs,
);

test(
  "a topic of upserts is a changelog by its keys, whose records without a value delete",
  async () => {
    interface Upsert {
      readonly id: string;
      readonly value: { readonly city: string } | null;
    }
    const place = await topicOf([
      { key: "a", value: '{"city":"Kent"}' },
      { key: "b", value: '{"city":"Kent"}' },
      { key: "c", value: '{"city":"Bend"}' },
      { key: "a", value: '{"city":"Bend"}' },
      { key: "b", value: null },
    ]);
    const upserts = kafka<Upsert>({ ...place, columns: { id: "key" }, until: "latest" });
    const people = from(upserts).apply(
      fromChangelog({
        change: ({ value }: Upsert) => (value === null ? "delete" : "upsert"),
        row: ({ id, value }: Upsert) => ({ id, city: value?.city ?? "" }),
        by: "id",
      }),
    );
    expect(await people.keyBy("city").aggregate({ people: count() }).collect()).toEqual([{ city: "Bend", people: 2 }]);
  },
  longMs,
);

test(
  "offsets are committed with checkpoints for others to see, and can be begun at; what is left is a metric",
  async () => {
    const place = await topicOf(
      Array.from({ length: 10 }, (_, at) => ({ value: String(at), partition: at % 2 })),
      2,
    );
    const group = `${place.topic}-group`;
    const folder = mkdtempSync(join(tmpdir(), "millrace-kafka-"));
    const options = { ...place, value: "string", group } as const;
    const seen: string[] = [];
    const reading = job("read", () =>
      from(kafka<string>({ ...options, until: { offsets: { 0: 2 } } })).sinkTo(into(seen)),
    );
    await reading.run({ checkpoint: { interval: "10s", dir: folder } });
    rmSync(folder, { recursive: true });
    expect(seen.length).toBe(2 + 5);
    expect(await committedOf(server.endpoints, group)).toEqual([
      [place.topic, 0, 2n],
      [place.topic, 1, 5n],
    ]);
    expect(await read({ ...options, from: "committed" })).toEqual(["4", "6", "8"]);
    const source = kafka<string>({ ...options, from: "committed" });
    const [split] = await source.splits({ columns: undefined, conditions: [] });
    const signal = new AbortController().signal;
    const onBadRecord = (): void => undefined;
    const context = { request: { columns: undefined, conditions: [] }, batchRows: 1, signal, onBadRecord };
    const reader = await source.open(split!, undefined, context);
    // Behind that which notes where it begins.
    await reader.read();
    await reader.read();
    expect(reader.pending?.()).toEqual({ records: 2 });
    await reader.close();
  },
  longMs,
);

test(
  "where a silent partition was begun is known before a record comes; one that came since is read whole",
  async () => {
    const place = await topicOf([{ value: "before" }]);
    const source = kafka<string>({ ...place, value: "string", from: "latest" });
    const [split] = await source.splits({ columns: undefined, conditions: [] });
    const signal = new AbortController().signal;
    const onBadRecord = (): void => undefined;
    const context = { request: { columns: undefined, conditions: [] }, batchRows: 9, signal, onBadRecord };
    const first = await source.open(split!, undefined, context);
    expect((await first.read())?.columns).toEqual([]);
    const position = first.position();
    expect(position).toEqual({ offset: 1, topicId: expect.any(String) });
    await first.close();
    await produce(server.endpoints, place.topic, [{ value: "meanwhile" }]);
    const rowsFrom = async (at: typeof position | undefined): Promise<number> => {
      const reader = await source.open(split!, at, { ...context, goesOn: true });
      let rows = 0;
      while (rows === 0) rows = (await reader.read())!.rowCount;
      await reader.close();
      return rows;
    };
    expect(await rowsFrom(position)).toBe(1);
    // As checkpoints have it that are older than ids of topics.
    expect(await rowsFrom({ offset: 1 })).toBe(1);
    expect(await rowsFrom(undefined)).toBe(2);
  },
  longMs,
);

const mechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const;

test(
  "brokers are reached by TLS, by each mechanism of SASL, and by both",
  async () => {
    const { tls: tlsAddress, sasl, saslTls, user: username, password, ca } = server.endpoints;
    const { topic } = await topicOf([{ value: "hello" }]);
    const tls = { ca: readFileSync(ca, "utf8") };
    const options = { topic, value: "string" } as const;
    expect(await read({ ...options, brokers: tlsAddress, tls })).toEqual(["hello"]);
    for (const mechanism of mechanisms) {
      const login = { mechanism, username, password };
      expect(await read({ ...options, brokers: sasl, login })).toEqual(["hello"]);
      expect(await read({ ...options, brokers: saslTls, tls, login })).toEqual(["hello"]);
    }
  },
  longMs,
);

const login = { mechanism: "SCRAM-SHA-256", username: "millrace", password: "hush-not-this-one" } as const;

/** Somebody's own, which signed no broker: what looks right and is not. */
const strangeAuthority = `-----BEGIN CERTIFICATE-----
MIIBfDCCASOgAwIBAgIUEY3sgTjNS4XiClawyO98L2p8h1swCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIc29tZWJvZHkwIBcNMjYxMTI3MjAwOTA1WhgPMjEyNjExMDMy
MDA5MDVaMBMxETAPBgNVBAMMCHNvbWVib2R5MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAESuT/61ygqZJfeq0SxJNfzFyGH6BcsrviznJ5KVObJqtnRvwejUZwAKfa
CCXs+L7LaxYaFiR5/eQDvL6bpji6q6NTMFEwHQYDVR0OBBYEFNw/hIbmlZI026Bz
4sGGS5FRmjb6MB8GA1UdIwQYMBaAFNw/hIbmlZI026Bz4sGGS5FRmjb6MA8GA1Ud
EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgYpl+X1XDaHUTH1kG3Ld35WDs
A5CZuoXET74UN+l+Z1ACIBBNPZiyDUBSoqKtRI+Zd57YtEQsylFJbL0KyPcCjvq9
-----END CERTIFICATE-----
`;

const bad: readonly (readonly [what: string, change: (at: KafkaEndpoint) => Partial<KafkaOptions>, error: RegExp])[] = [
  ["host", () => ({ brokers: "127.0.0.1:11998" }), /127\.0\.0\.1:11998 must answer: got ECONNREFUSED; check brokers/],
  ["topic", () => ({ topic: "no-such-topic" }), /the topic must exist: got UNKNOWN_TOPIC_OR_PARTITION; check its name/],
  [
    "password",
    ({ sasl }) => ({ brokers: sasl, login }),
    /must know the user and the password: got SASL_AUTHENTICATION_FAILED; check login/,
  ],
  [
    "password for PLAIN",
    ({ sasl }) => ({ brokers: sasl, login: { ...login, mechanism: "PLAIN" } }),
    /must know the user and the password: got SASL_AUTHENTICATION_FAILED; check login/,
  ],
  [
    "mechanism, which the brokers do not take",
    ({ scram }) => ({ brokers: scram, login: { ...login, mechanism: "PLAIN" } }),
    /the brokers must know the mechanism of login: got UNSUPPORTED_SASL_MECHANISM; use one that they have enabled/,
  ],
  ["login that is none", ({ sasl }) => ({ brokers: sasl }), /must answer: got .*; check brokers, tls and login/],
  [
    "login, which is not asked for",
    () => ({ login }),
    /the brokers must ask for a login where one is given: got ILLEGAL_SASL_STATE; leave login out, or take the port/,
  ],
  [
    "authority",
    ({ tls }) => ({ brokers: tls, tls: { ca: strangeAuthority } }),
    /the certificate of 127\.0\.0\.1:\d+ must be trusted: got \w*SELF_SIGNED\w*; give tls: \{ ca \} the certificate/,
  ],
  [
    "name of the server",
    ({ tls, ca }) => ({ brokers: tls, tls: { ca: readFileSync(ca, "utf8"), serverName: "kafka.example.org" } }),
    /must be trusted: got ERR_TLS_CERT_ALTNAME_INVALID; give tls: .* or serverName the name that it has/,
  ],
  ["certificate", ({ tls }) => ({ brokers: tls, tls: true }), /must be trusted: got .*CERT.*; give tls: \{ ca \}/],
  [
    "way, which is in the clear",
    ({ tls }) => ({ brokers: tls }),
    /must be spoken to by TLS: got BROKER_REQUIRES_TLS; set tls/,
  ],
  [
    "way, which is TLS",
    ({ plain }) => ({ brokers: plain, tls: true }),
    /must answer: got .*; check brokers, tls and login/,
  ],
];

for (const [what, change, error] of bad) {
  test(
    `a bad ${what} is told within 10 s, with what to mend and without a secret`,
    async () => {
      const place = await topicOf([]);
      let message = "";
      const tenths = await tenthsFor(async () => {
        message = await read({ ...place, ...change(server.endpoints) }).then(String, String);
      });
      expect(message).toMatch(error);
      expect(message).not.toContain("hush-not-this-one");
      expect(tenths).toBeLessThan(100);
    },
    longMs,
  );
}

test("a broker that is killed and comes back, and one that stands still, lose and double nothing for who reads", async () => {
  const values = Array.from({ length: 60 }, (_, at) => String(at).padEnd(50_000, "."));
  const place = await topicOf([], 2);
  for (let at = 0; at < values.length; at += 20) {
    const records = values.slice(at, at + 20).map((value, of) => ({ value, partition: of % 2 }));
    await produce(server.endpoints, place.topic, records);
  }
  const [one] = server.processes;
  const seen: string[] = [];
  let disturbed: Promise<void> | undefined;
  const disturb = async (): Promise<void> => {
    await one!.kill();
    await one!.start();
    await one!.pause();
    await new Promise((done) => setTimeout(done, 1_000));
    one!.resume();
  };
  const source = kafka<string>({ ...place, value: "string", until: "latest", timeout: "5s" });
  await from(source).forEach(async (value) => {
    disturbed ??= disturb();
    if (seen.length === 10) await disturbed;
    seen.push(value.replace(/\.+$/, ""));
  });
  await disturbed;
  expect(seen.map(Number).sort((a, b) => a - b)).toEqual(values.map((_, at) => at));
}, 120_000);

function portOf(address: string): number {
  return Number(address.split(":")[1]);
}

/** Asks which requests the broker knows (ApiVersions, version 0): the number of the error in its answer. */
function errorOfVersions(socket: Socket): Promise<number> {
  const request = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);
  return new Promise((done, failed) => {
    socket.once("error", failed);
    socket.once("data", (answer) => {
      done(answer.readInt16BE(8));
      socket.destroy();
    });
    socket.write(request);
  });
}

test(
  "a topic that was made anew is not gone on with from an offset of the one before, though it reaches further",
  async () => {
    const ten = (text: string, count: number): Written[] =>
      Array.from({ length: count }, (_, at) => ({ value: `${text} ${at}` }));
    const place = await topicOf(ten("old", 10));
    const dir = mkdtempSync(join(tmpdir(), "millrace-kafka-"));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const seen: string[] = [];
    const reading = job("anew", () => from(kafka<string>({ ...place, value: "string" })).sinkTo(into(seen)));
    const run = reading.start({ checkpoint: { interval: "50ms", dir } });
    while (seen.length < 10) await new Promise((done) => setTimeout(done, 20));
    await run.stopWithSavepoint(dir);
    await run.finished;
    await makeAnew(server.endpoints, place.topic, 1);
    await produce(server.endpoints, place.topic, ten("new", 25));
    await expect(reading.run({ checkpoint: { interval: "50ms", dir } })).rejects.toThrow(
      /partition 0 from offset 10 on as the topic must be the one that was read so far: got another one of that name, of id \S+ where it was \S+; it was made anew: .*; begin anew, with another folder for checkpoints/,
    );
    expect(seen.length).toBe(10);
  },
  longMs,
);

test(
  "a topic that is made anew while it is read fails the run, though it reaches further",
  async () => {
    const values = (count: number): Written[] => Array.from({ length: count }, (_, at) => ({ value: `${at}` }));
    const place = await topicOf(values(3));
    const seen: string[] = [];
    const reading = job("live", () => from(kafka<string>({ ...place, value: "string" })).sinkTo(into(seen)));
    const run = reading.start();
    const failed = run.finished.then(String, String);
    while (seen.length < 3) await new Promise((done) => setTimeout(done, 20));
    await makeAnew(server.endpoints, place.topic, 1);
    await produce(server.endpoints, place.topic, values(9));
    expect(await failed).toMatch(/partition 0 from offset 3 on as the topic must be the one that was read so far/);
    expect(seen.length).toBe(3);
  },
  longMs,
);
