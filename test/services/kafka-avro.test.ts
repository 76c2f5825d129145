import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { avroRegistry, type RegistryOptions } from "../../connectors/avro/mod.ts";
import { debezium, toDebezium } from "../../connectors/cdc/mod.ts";
import { kafka, kafkaUpserts } from "../../connectors/kafka/mod.ts";
import type { BadRecord } from "../../core/io/mod.ts";
import { deadLetter, from, fromChangelog, into, schema } from "../../core/mod.ts";
import { startBadNetwork } from "./bad-network.ts";
import { makeTopic, produce } from "./kafka.ts";
import { tenthsFor } from "./remote-files.ts";
import { type RunningServer, startServer } from "./server.ts";
import { apicurio, type RegistryEndpoint } from "./servers/apicurio.ts";
import { type KafkaEndpoint, kafka as recipe } from "./servers/kafka.ts";

let server: RunningServer<KafkaEndpoint>;
let registry: RunningServer<RegistryEndpoint>;

beforeAll(async () => {
  [server, registry] = await Promise.all([startServer(recipe), startServer(apicurio)]);
  // As Confluent's has it from the beginning.
  await asked("config", { compatibility: "BACKWARD" }, "PUT");
}, 480_000);

afterAll(() => Promise.all([server?.stop(), registry?.stop()]), 60_000);

const longMs = 60_000;

async function asked(path: string, body?: object, method = body === undefined ? "GET" : "POST"): Promise<unknown> {
  const answer = await fetch(`${registry.endpoints.url}/${path}`, {
    method,
    headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
}

function avro(options: Partial<RegistryOptions> = {}): ReturnType<typeof avroRegistry> {
  return avroRegistry({ url: registry.endpoints.url, ...options });
}

async function topicOf(): Promise<{ readonly brokers: string; readonly topic: string }> {
  return { brokers: server.endpoints.plain, topic: await makeTopic(server.endpoints, 1) };
}

const ended = { until: "latest" } as const;

interface Bid {
  readonly auction: number;
  readonly price: number;
  readonly note: string | null;
}

const bids: readonly Bid[] = [
  { auction: 7, price: 1.5, note: "first" },
  { auction: 8, price: 2.5, note: null },
];
const bidSchema = schema({ auction: "int32", price: "float64", note: "string" });

test(
  "rows are written by a schema of their columns under the topic's subject, and are read as they were",
  async () => {
    const place = await topicOf();
    await from(bids, { schema: bidSchema })
      .sinkTo(kafka<Bid>({ ...place, value: avro() }))
      .run();
    const told = (await asked(`subjects/${place.topic}-value/versions/latest`)) as { id: number; schema: string };
    expect(JSON.parse(told.schema)).toEqual({
      type: "record",
      name: `${place.topic}_value`.replace(/\W/g, "_"),
      fields: [
        { name: "auction", type: ["null", "int"], default: null },
        { name: "price", type: ["null", "double"], default: null },
        { name: "note", type: ["null", "string"], default: null },
      ],
    });
    const [first] = await from(kafka<Uint8Array>({ ...place, value: "bytes", ...ended })).collect();
    const number = [0, 0, 0, 0, 0, 0, 248, 63];
    expect([...first!]).toEqual([
      0,
      0,
      0,
      0,
      told.id,
      2,
      14,
      2,
      ...number,
      2,
      10,
      ...new TextEncoder().encode("first"),
    ]);
    expect(await from(kafka<Bid>({ ...place, value: avro(), ...ended })).collect()).toEqual(bids);
    expect(await from(kafka<Bid>({ ...place, value: avro(), schema: bidSchema, ...ended })).collect()).toEqual(bids);
  },
  longMs,
);

test(
  "what others wrote is read: the byte 0, the id of its schema, its value; what is no such message is a bad record",
  async () => {
    const place = await topicOf();
    const text = JSON.stringify({ type: "record", name: "Bid", fields: [{ name: "auction", type: "long" }] });
    const { id } = (await asked("subjects/of-others-value/versions", { schema: text })) as { id: number };
    const message = (...bytes: readonly number[]): Uint8Array => Uint8Array.of(0, 0, 0, id >> 8, id & 255, ...bytes);
    await produce(server.endpoints, place.topic, [
      { value: message(14) },
      { value: Uint8Array.of(1, 2, 3, 4, 5, 6) },
      { value: message(14, 9) },
      { value: message() },
      { value: null },
    ]);
    const letters: BadRecord[] = [];
    const source = kafka<{ auction: number }>({ ...place, value: avro(), ...ended });
    expect(await from(source, { onError: deadLetter(into(letters)) }).collect()).toEqual([{ auction: 7 }, null]);
    expect(letters.map(({ message }) => /got (.*?); mend/.exec(message)?.[1])).toEqual([
      "6 bytes that begin with 1, where 0 and the id of a schema are due",
      `1 byte behind the value of schema ${id}`,
      "its end within a number",
    ]);
    await produce(server.endpoints, place.topic, [
      { value: Uint8Array.of(0, 0, 9, 9, 9, 2) },
      { value: Uint8Array.of(0, 255, 255, 255, 255, 2) },
      { value: message(16) },
    ]);
    const known = [{ auction: 7 }, null, { auction: 8 }];
    expect(await from(source, { onError: "skip" }).collect()).toEqual(known);
    const others: BadRecord[] = [];
    expect(await from(source, { onError: deadLetter(into(others)) }).collect()).toEqual(known);
    expect(others.slice(3).map(({ message }) => /got (.*?), w/.exec(message)?.[1])).toEqual([
      "schema 592137",
      "6 bytes that begin with 0",
    ]);
    const fresh = await topicOf();
    await produce(server.endpoints, fresh.topic, [{ value: Uint8Array.of(0, 0, 9, 9, 9, 2) }]);
    await expect(from(kafka({ ...fresh, value: avro(), ...ended })).collect()).rejects.toThrow(
      /got schema 592137, which the registry \S+ does not have; see whether url is the registry of those who write/,
    );
  },
  longMs,
);

const versionOf = (...fields: readonly object[]): object => ({
  type: "record",
  name: "Bid",
  namespace: "shop",
  fields,
});
const older = versionOf({ name: "auction", type: "int" }, { name: "amount", type: "int" });
const newer = versionOf(
  { name: "auction", type: "long" },
  { name: "price", type: "double", aliases: ["amount"], default: 0 },
  { name: "note", type: ["null", "string"], default: null },
);

test(
  "values of several schemas are read as one that is given; a schema that is not compatible is refused before the first record",
  async () => {
    const place = await topicOf();
    const write = (options: Partial<RegistryOptions>, rows: readonly object[]): Promise<unknown> =>
      from(rows)
        .sinkTo(kafka<object>({ ...place, value: avro(options) }))
        .run();
    await write({ schema: older }, [{ auction: 1, amount: 5 }]);
    await write({ schema: JSON.stringify(newer) }, [{ auction: 2, price: 2.5, note: "n" }]);
    const read = (options: Partial<RegistryOptions>): Promise<unknown> =>
      from(kafka({ ...place, value: avro(options), ...ended })).collect();
    const second = { auction: 2, price: 2.5, note: "n" };
    expect(await read({})).toEqual([{ auction: 1, amount: 5 }, second]);
    expect(await read({ schema: newer })).toEqual([{ auction: 1, price: 5, note: null }, second]);
    await expect(read({ schema: versionOf({ name: "auction", type: "string" }) })).rejects.toThrow(
      /written by schema \d+ as the schema that is read must hold it: got int that was written in "auction", where string is read; give fields a default/,
    );
    const changed = versionOf({ name: "auction", type: "string" });
    await expect(write({ schema: changed }, [{ auction: "x" }])).rejects.toThrow(
      /Cannot register the schema of subject \S+-value as it must be compatible with those that the subject has: got 409, .*; give new fields a default/,
    );
    await expect(write({ schema: changed, register: "never" }, [{ auction: "x" }])).rejects.toThrow(
      /Cannot find the schema under subject \S+-value as the registry \S+ must have the schema: got 40403/,
    );
    await expect(write({ schema: newer }, [{ auction: 3, price: "much" }])).rejects.toThrow(
      /Cannot write field "price" of a value to topic \S+ as it must be what the schema of subject \S+-value says: got "much"; map rows/,
    );
    expect(await read({})).toEqual([{ auction: 1, amount: 5 }, second]);
    await write({ schema: newer, register: "never" }, [{ auction: 4 }]);
    expect(await read({ schema: newer })).toEqual([
      { auction: 1, price: 5, note: null },
      second,
      { auction: 4, price: 0, note: null },
    ]);
  },
  longMs,
);

test(
  "keys have schemas of their own, and subjects may be named by the record",
  async () => {
    const place = await topicOf();
    const upserts = { ...place, by: ["auction", "note"] as const, schema: bidSchema };
    const formats = { key: avro(), value: avro() };
    await from(bids.slice(0, 1), { schema: bidSchema })
      .sinkTo(kafkaUpserts<Bid>({ ...upserts, ...formats }))
      .run();
    expect(await from(kafkaUpserts<Bid>({ ...upserts, ...formats, ...ended })).collect()).toEqual([
      { change: "upsert", row: bids[0] },
    ]);
    const key = (await asked(`subjects/${place.topic}-key/versions/latest`)) as { schema: string };
    const { fields } = JSON.parse(key.schema) as { fields: readonly { name: string }[] };
    expect(fields.map(({ name }) => name)).toEqual(["auction", "note"]);
    for (const [subject, name] of [
      ["record", "shop.Bid"],
      ["topic and record", `${place.topic}-shop.Bid`],
    ] as const) {
      await from([{ auction: 1, price: 1 }])
        .sinkTo(kafka({ ...place, value: avro({ schema: newer, subject }) }))
        .run();
      expect(await asked("subjects")).toContain(name);
    }
    // Keys of one column are values.
    const single = await topicOf();
    await from([{ k: 5, value: "five" }], { schema: schema({ k: "int32", value: "string" }) })
      .sinkTo(kafka({ ...single, columns: { k: "key" }, ...formats }))
      .run();
    expect(await from(kafka({ ...single, columns: { k: "key" }, ...formats, ...ended })).collect()).toEqual([
      { value: "five", k: 5 },
    ]);
  },
  longMs,
);

test(
  "a schema that refers to others, which refer to others, is read with their types",
  async () => {
    const place = await topicOf();
    const register = async (subject: string, schema: object, ...references: readonly string[]): Promise<number> => {
      const body = {
        schema: JSON.stringify(schema),
        schemaType: "AVRO",
        references: references.map((name) => ({ name, subject: name, version: 1 })),
      };
      return ((await asked(`subjects/${subject}/versions`, body)) as { id: number }).id;
    };
    const record = (name: string, ...fields: readonly (readonly [name: string, type: unknown])[]): object => ({
      type: "record",
      name,
      namespace: "refs",
      fields: fields.map(([name, type]) => ({ name, type })),
    });
    await register("refs.City", record("City", ["name", "string"]));
    await register("refs.Person", record("Person", ["city", "refs.City"]), "refs.City");
    const bid = record("Bid", ["by", "Person"], ["in", { type: "array", items: "refs.City" }]);
    const id = await register(`${place.topic}-value`, bid, "refs.Person", "refs.City");
    const text = (word: string): readonly number[] => [2 * word.length, ...new TextEncoder().encode(word)];
    const value = Uint8Array.of(0, 0, 0, id >> 8, id & 255, ...text("Kent"), 2, ...text("Bend"), 0);
    await produce(server.endpoints, place.topic, [{ value }]);
    expect(await from(kafka({ ...place, value: avro(), ...ended })).collect()).toEqual([
      { by: { city: { name: "Kent" } }, in: [{ name: "Bend" }] },
    ]);
  },
  longMs,
);

test(
  "a registry is reached by TLS where its certificate is trusted; one that is not is told",
  async () => {
    const place = await topicOf();
    const { port } = new URL(registry.endpoints.url);
    const pfx = readFileSync(join(server.folder, "server.p12"));
    const front = createServer({ pfx, passphrase: server.endpoints.password }, (socket) => {
      const behind = connect(Number(port), "127.0.0.1");
      for (const one of [socket, behind]) one.on("error", () => [socket, behind].forEach((end) => void end.destroy()));
      socket.pipe(behind).pipe(socket);
    });
    await new Promise<void>((done) => front.listen(0, "127.0.0.1", done));
    onTestFinished(() => void front.close());
    const url = new URL(registry.endpoints.url);
    url.protocol = "https:";
    url.port = String((front.address() as { port: number }).port);
    const tls = { ca: readFileSync(server.endpoints.ca, "utf8") };
    const write = (options: Partial<RegistryOptions>): Promise<unknown> =>
      from(bids, { schema: bidSchema })
        .sinkTo(kafka<Bid>({ ...place, value: avro({ url: url.href, ...options }) }))
        .run();
    await expect(write({})).rejects.toThrow(
      /the registry 127\.0\.0\.1:\d+ must have a certificate that is trusted: got \w*SELF_SIGNED\w*; give tls: \{ ca \}/,
    );
    await write({ tls });
    expect(await from(kafka({ ...place, value: avro({ url: url.href, tls }), ...ended })).collect()).toEqual(bids);
  },
  longMs,
);

const password = "hush-registry-secret";

const bad: readonly (readonly [what: string, options: () => Partial<RegistryOptions>, error: RegExp])[] = [
  ["host", () => ({ url: "http://127.0.0.1:11997" }), /127\.0\.0\.1:11997 must answer: got ECONNREFUSED; check url/],
  [
    "path",
    () => ({ url: new URL("/", registry.endpoints.url).href }),
    /must be a registry of schemas: got .*; check url, of which a path may be part/,
  ],
];

for (const [what, options, error] of bad) {
  test(
    `a bad ${what} of a registry is told within 10 s, before the first record and without a secret`,
    async () => {
      const place = await topicOf();
      const value = avro({ ...options(), login: { username: "me", password } });
      let message = "";
      const tenths = await tenthsFor(async () => {
        message = await from(bids, { schema: bidSchema })
          .sinkTo(kafka<Bid>({ ...place, value }))
          .run()
          .then(String, String);
      });
      expect(message).toMatch(error);
      expect(message).not.toContain(password);
      expect(tenths).toBeLessThan(100);
    },
    longMs,
  );
}

test("options of a registry that cannot be meant are refused, and rows of unknown columns want a schema", async () => {
  expect(() => avro({ url: `http://me:${password}@host/` })).toThrow(
    /url must be .* without credentials: got one of http:\/\/host;/,
  );
  expect(() => avro({ schema: '{"type":"recor"}' })).toThrow(/schema must be one of Avro: got the type "recor"/);
  expect(() => avro({ subject: "topics" as never })).toThrow(/subject .* must be "topic" or "record"/);
  const place = await topicOf();
  await expect(
    from(bids)
      .sinkTo(kafka<Bid>({ ...place, value: avro() }))
      .run(),
  ).rejects.toThrow(/the types of its columns must be known: got rows of any kind; give avroRegistry a schema/);
});

test(
  "a registry that stands still for 20 s while a run goes on is waited for, and one that is killed is not missed where its schemas are known",
  async () => {
    const place = await topicOf();
    const fields = [{ name: "auction", type: "long" }];
    const ids: number[] = [];
    for (const name of ["First", "Second"]) {
      const text = JSON.stringify({ type: "record", name, fields });
      ids.push(((await asked(`subjects/${name}-value/versions`, { schema: text })) as { id: number }).id);
    }
    const send = (id: number, auction: number): Promise<unknown> =>
      produce(server.endpoints, place.topic, [{ value: Uint8Array.of(0, 0, 0, id >> 8, id & 255, 2 * auction) }]);
    const [one] = registry.processes;
    const [seen, stop] = [[] as number[], new AbortController()];
    await send(ids[0]!, 1);
    const run = from(kafka<{ auction: number }>({ ...place, value: avro() })).forEach(
      async ({ auction }) => {
        seen.push(auction);
        if (auction === 1) {
          await one!.pause();
          setTimeout(() => one!.resume(), 20_000);
          await send(ids[1]!, 2);
        } else if (auction === 2) {
          await one!.kill();
          await send(ids[0]!, 3);
          await send(ids[1]!, 4);
        } else if (auction === 4) stop.abort(new Error("enough"));
      },
      { signal: stop.signal },
    );
    await expect(run).rejects.toThrow("enough");
    expect(seen).toEqual([1, 2, 3, 4]);
    await one!.start();
  },
  2 * longMs,
);

test(
  "a registry is reached through a network that is slow and cuts each connection after some bytes",
  async () => {
    const place = await topicOf();
    const { port } = new URL(registry.endpoints.url);
    const way = await startBadNetwork(Number(port), { cutAfterBytes: 700, bytesPerSecond: 20_000 });
    onTestFinished(() => way.close());
    const url = registry.endpoints.url.replace(port, String(way.port));
    for (let time = 0; time < 5; time++) {
      await from(bids)
        .sinkTo(kafka<Bid>({ ...place, value: avro({ url, schema: newer }) }))
        .run();
      const given = await from(kafka<Bid>({ ...place, value: avro({ url }), ...ended })).collect();
      expect(given).toEqual(Array.from({ length: time + 1 }, () => bids).flat());
    }
    expect(way.cuts()).toBeGreaterThan(0);
  },
  longMs,
);

test(
  "envelopes of Debezium are a changelog, by Avro and by JSON, with tombstones, and are written by Avro",
  async () => {
    const place = await topicOf();
    const row = {
      type: "record",
      name: "Value",
      fields: [
        { name: "auction", type: "long" },
        { name: "price", type: "double" },
      ],
    };
    const envelope = {
      type: "record",
      name: "Envelope",
      fields: [
        { name: "before", type: ["null", row], default: null },
        { name: "after", type: ["null", "Value"], default: null },
        { name: "op", type: "string" },
      ],
    };
    const [first, dearer, other] = [
      { auction: 7, price: 1 },
      { auction: 7, price: 2 },
      { auction: 8, price: 3 },
    ];
    const changes = [
      { change: "insert", row: first },
      { change: "insert", row: other },
      { change: "updateBefore", row: first },
      { change: "updateAfter", row: dearer },
      { change: "delete", row: other },
    ] as const;
    await from([...changes], { boundedness: "unbounded" })
      .apply(fromChangelog<typeof first>())
      .apply(toDebezium())
      .sinkTo(kafka({ ...place, value: avro({ schema: envelope }) }))
      .run();
    // As Debezium does behind a delete, for topics that are compacted.
    await produce(server.endpoints, place.topic, [{ value: null }]);
    const told = from(kafka<unknown>({ ...place, value: avro(), ...ended }));
    expect(await told.collect()).toHaveLength(5);
    expect(await told.apply(debezium<typeof first>()).collect()).toEqual([dearer]);
    const texts = await topicOf();
    await produce(server.endpoints, texts.topic, [
      { key: '{"auction":7}', value: JSON.stringify({ schema: {}, payload: { before: null, after: first, op: "r" } }) },
      { key: '{"auction":8}', value: JSON.stringify({ schema: {}, payload: { before: null, after: other, op: "c" } }) },
      { key: '{"auction":8}', value: JSON.stringify({ payload: { before: other, after: null, op: "d" } }) },
      { key: '{"auction":8}', value: null },
    ]);
    for (const value of ["json", "string"] as const) {
      const source = kafka<unknown>({ ...texts, value, ...ended });
      expect(await from(source).apply(debezium<typeof first>()).collect()).toEqual([first]);
    }
    const parts = kafka<{ value: unknown }>({ ...texts, columns: { at: "time" }, ...ended });
    const apart = debezium<typeof first>({ by: "auction", envelope: (record: { value: unknown }) => record.value });
    expect(await from(parts).apply(apart).collect()).toEqual([first]);
  },
  longMs,
);
