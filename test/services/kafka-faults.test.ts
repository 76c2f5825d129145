import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { type KafkaOptions, kafka } from "../../connectors/kafka/mod.ts";
import { collect, from, generate, into, type Job, job, type Output, tumbling } from "../../core/mod.ts";
import { startBadNetwork } from "./bad-network.ts";
import { makeTopic, produce } from "./kafka.ts";
import { tenthsFor } from "./remote-files.ts";
import { type RunningServer, startServer } from "./server.ts";
import { type KafkaEndpoint, kafka as recipe } from "./servers/kafka.ts";
import { heldMiB } from "./slow-step.ts";

let server: RunningServer<KafkaEndpoint>;

beforeAll(async () => {
  server = await startServer(recipe);
}, 480_000);

afterAll(() => server?.stop(), 60_000);

const longMs = 60_000;

function soon(ms = 20): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-kafka-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const textOf = (n: number, size: number): string => `${n} ${".".repeat(size)}`;

/** Topics of which the first has these texts, and a job that copies it to the second, exactly once, until it is told to stop. */
async function copying(texts: readonly string[], how: Partial<KafkaOptions<string>>, written = how) {
  const [input, output] = [await makeTopic(server.endpoints, 2), await makeTopic(server.endpoints, 2)];
  const plain = { brokers: server.endpoints.plain, value: "string" } as const;
  // In batches of which each passes a bad network: a broker gives, and takes, no less than one.
  for (let at = 0; at < texts.length; at += 10) {
    const batch = texts.slice(at, at + 10).map((value, of) => ({ value, partition: of % 2 }));
    await produce(server.endpoints, input, batch);
  }
  const seen = { rows: 0 };
  const copy: Job = job("copy", () =>
    from(kafka<string>({ ...plain, topic: input, ...how }))
      .map((text) => {
        seen.rows++;
        return text;
      })
      .sinkTo(kafka<string>({ ...plain, topic: output, transactions: { idPrefix: output }, ...written })),
  );
  const readAll = (topic: string): Promise<string[]> =>
    from(kafka<string>({ ...plain, topic, until: "latest" })).collect();
  const read = (): Promise<string[]> => readAll(output);
  const until = async (wanted: readonly string[]): Promise<void> => {
    const deadlineMs = performance.now() + 50_000;
    while ((await read()).length < wanted.length && performance.now() < deadlineMs) await soon(100);
    const short = (texts: readonly string[]): readonly string[] => texts.map((text) => text.replace(/ \.*$/, ""));
    const given = short(await readAll(input));
    const found = short(await read());
    const doubledIn = (all: readonly string[]): readonly string[] => all.filter((text, at) => all.indexOf(text) !== at);
    const missing = short(wanted).filter((text) => !found.includes(text));
    expect({ doubledBefore: doubledIn(given), missing, doubled: doubledIn(found) }).toEqual({
      doubledBefore: [],
      missing: [],
      doubled: [],
    });
  };
  return { copy, input, seen, until };
}

// A batch that is written, of up to 900 kB, has to pass as a whole; of what is read less is asked for until it does.
for (const [who, cutAfterBytes] of [
  ["reads and writes", 1_500_000],
  ["reads, within each fetch of a mebibyte,", 400_000],
] as const) {
  test(`a network that is slow, and cuts each connection of who ${who} after some bytes, loses and doubles nothing`, async () => {
    const { behind, plain } = server.endpoints;
    const way = { cutAfterBytes, bytesPerSecond: 4_000_000, port: behind.way };
    const network = await startBadNetwork(behind.port, way);
    onTestFinished(() => network.close());
    const texts = Array.from({ length: 240 }, (_, n) => textOf(n, 30_000));
    const bad = { brokers: `127.0.0.1:${behind.way}`, timeout: "5s" } as const;
    const { copy, until } = await copying(texts, bad, who === "reads and writes" ? bad : { brokers: plain });
    const checkpoint = { interval: "300ms", dir: tempFolder() } as const;
    const run = copy.start({ checkpoint });
    onTestFinished(() => run.stop());
    await until(texts);
    expect(network.cuts()).toBeGreaterThan(3);
    network.mend();
    await run.stopWithSavepoint(checkpoint.dir);
    await run.finished;
  }, 120_000);
}

test(
  "a sink that is slow holds the source back: a topic passes through a fraction of its size of memory",
  async () => {
    const topic = await makeTopic(server.endpoints, 2);
    const records = 200;
    for (let at = 0; at < records; at++)
      await produce(server.endpoints, topic, [{ value: "x".repeat(800_000), partition: at % 2 }]);
    const before = heldMiB();
    let peak = 0;
    let rows = 0;
    await from(kafka<string>({ brokers: server.endpoints.plain, topic, value: "string", until: "latest" })).forEach(
      async () => {
        rows++;
        await soon(20);
        if (rows % 10 === 0) peak = Math.max(peak, heldMiB());
      },
    );
    expect(rows).toBe(records);
    // 153 MB in all.
    expect(peak - before).toBeLessThan(40);
  },
  longMs,
);

test(
  "brokers that take what is written slowly hold the source back: what is in memory is a fraction of it",
  async () => {
    const { behind } = server.endpoints;
    const way = { cutAfterBytes: Number.POSITIVE_INFINITY, bytesPerSecond: 20_000_000, port: behind.way };
    const network = await startBadNetwork(behind.port, way);
    onTestFinished(() => network.close());
    const topic = await makeTopic(server.endpoints, 2);
    const before = heldMiB();
    let [made, peak] = [0, 0];
    await from(generate({ count: 1000, make: (n) => textOf(n, 80_000) }))
      .map((text) => {
        if (++made % 50 === 0) peak = Math.max(peak, heldMiB());
        return text;
      })
      .sinkTo(kafka<string>({ brokers: `127.0.0.1:${behind.way}`, topic, value: "string" }))
      .run({ batchRows: 20 });
    expect(made).toBe(1000);
    // 76 MB in all.
    expect(peak - before).toBeLessThan(50);
  },
  longMs,
);

test(
  "event time is kept for each partition of a live topic, and one that is idle holds nobody back until it wakes",
  async () => {
    const topic = await makeTopic(server.endpoints, 2);
    const windows: { readonly times: readonly number[] }[] = [];
    const source = kafka<{ at: number }>({
      brokers: server.endpoints.plain,
      topic,
      value: "string",
      columns: { at: "time" },
    });
    const live = job("live", () =>
      from(source)
        .withEventTime((row) => row.at, { idleAfter: "2s" })
        .windowAll(tumbling("10s"))
        .aggregate({ times: collect((row: { at: number }) => row.at) })
        .sinkTo(into(windows)),
    );
    const give = (partition: number, ...times: readonly number[]): Promise<void> =>
      produce(
        server.endpoints,
        topic,
        times.map((time) => ({ value: "", time, partition })),
      );
    const fired = (): readonly (readonly number[])[] => windows.map(({ times }) => times.toSorted((a, b) => a - b));
    const until = async (count: number): Promise<void> => {
      while (windows.length < count) await soon();
    };
    const run = live.start({ parallelism: 2 });
    await give(1, 1_000, 2_000);
    await give(0, 3_000, 15_000);
    await soon(700);
    // The other is at 2 s, and was not silent for long.
    expect(fired()).toEqual([]);
    await until(1);
    expect(fired()).toEqual([[1_000, 2_000, 3_000]]);
    await give(1, 12_000);
    await give(0, 35_000);
    await soon(700);
    expect(windows.length).toBe(1);
    await give(1, 36_000);
    await until(2);
    expect(fired()[1]).toEqual([12_000, 15_000]);
    run.stop();
    const { metrics } = run;
    await run.finished.catch(() => undefined);
    expect(metrics.total("numLateRecordsDropped")).toBe(0);
  },
  longMs,
);

const login = { mechanism: "SCRAM-SHA-256", username: "millrace", password: "hush-not-this-one" } as const;

const bad: readonly (readonly [
  what: string,
  change: (at: KafkaEndpoint) => Partial<KafkaOptions<string>>,
  error: RegExp,
])[] = [
  ["host", () => ({ brokers: "127.0.0.1:11998" }), /127\.0\.0\.1:11998 must answer: got ECONNREFUSED; check brokers/],
  ["topic", () => ({ topic: "no-such-topic" }), /the topic must exist: got UNKNOWN_TOPIC_OR_PARTITION; check its name/],
  [
    "password",
    ({ sasl }) => ({ brokers: sasl, login }),
    /must know the user and the password: got SASL_AUTHENTICATION_FAILED; check login/,
  ],
];

for (const [what, change, error] of bad) {
  test(
    `a bad ${what} is told to who writes within 10 s, with what to mend and without a secret`,
    async () => {
      const { plain: brokers } = server.endpoints;
      const options = { brokers, topic: await makeTopic(server.endpoints, 1), value: "string" } as const;
      let message = "";
      const tenths = await tenthsFor(async () => {
        message = await from(["row"])
          .sinkTo(kafka<string>({ ...options, ...change(server.endpoints) }))
          .run()
          .then(String, String);
      });
      expect(message).toMatch(error);
      expect(message).not.toContain(login.password);
      expect(tenths).toBeLessThan(100);
    },
    longMs,
  );
}

test(
  "topics that are both missing are told together, source first, before threads start: within 10 s by the command line",
  async () => {
    const job = fileURLToPath(new URL("killed-job.ts", import.meta.url));
    const cli = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
    const env = { ...process.env, BROKERS: server.endpoints.plain, INPUT: "no-such-input", OUTPUT: "no-such-output" };
    const words = ["--conditions=millrace:source", cli, "run", job, "--parallelism", "4"];
    let told = "";
    const tenths = await tenthsFor(async () => {
      told = await promisify(execFile)(process.execPath, words, { env }).then(
        () => "well",
        ({ code, stderr }: { code: number; stderr: string }) => `${code} ${stderr}`,
      );
    });
    const missing = (topic: string): string =>
      `- Cannot look at topic ${topic} of ${env.BROKERS} as the topic must exist: got UNKNOWN_TOPIC_OR_PARTITION; check its name and partitions, or create it`;
    expect(told).toMatch(/^1 /);
    expect(told).toContain(
      `must be reached: got 2 that cannot be; mend each:\n${missing("no-such-input")}\n${missing("no-such-output")}`,
    );
    expect(tenths).toBeLessThan(100);
  },
  longMs,
);

test(
  "no secret is in a plan, a checkpoint, a metric, a warning or an error",
  async () => {
    const { sasl, saslTls, ca, user: username, password } = server.endpoints;
    const said: string[] = [];
    const spies = (["log", "warn", "error", "info", "debug"] as const).map((name) =>
      vi
        .spyOn(console, name)
        .mockImplementation((...words: readonly unknown[]) => void said.push(words.map(String).join(" "))),
    );
    onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
    const [input, output] = [await makeTopic(server.endpoints, 1), await makeTopic(server.endpoints, 1)];
    await produce(server.endpoints, input, [{ value: "a" }]);
    const known = { login: { mechanism: "SCRAM-SHA-512", username, password } } as const;
    const tls = { ca: readFileSync(ca, "utf8") };
    const group = `${input}-group`;
    const copyTo = (topic: string): Output =>
      from(kafka<string>({ brokers: sasl, topic: input, value: "string", group, ...known })).sinkTo(
        kafka<string>({ brokers: saslTls, topic, value: "string", tls, transactions: { idPrefix: topic }, ...known }),
      );
    const copy = job("copy", () => copyTo(output));
    const folder = tempFolder();
    const onWarning = (text: string): void => void said.push(text);
    const run = copy.start({ checkpoint: { interval: "100ms", dir: folder }, onWarning });
    while (run.checkpoints().length < 3) await soon();
    said.push(await copyTo(output).explain(), JSON.stringify(run.metrics.snapshot()));
    await run.stopWithSavepoint(folder);
    await run.finished;
    said.push(
      await copyTo("no-such-topic")
        .run()
        .then(String, (error: Error) => `${error.stack} ${String(error.cause)}`),
    );
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(1);
    for (const { parentPath, name } of files) said.push(name, readFileSync(join(parentPath, name), "latin1"));
    const all = said.join("\n");
    // What is looked through is what it is taken for.
    expect(all).toContain("no-such-topic");
    expect(all).toContain(input);
    for (const secret of [password, btoa(password), login.password]) expect(all).not.toContain(secret);
  },
  longMs,
);

test("a broker that stands still for 20 s in the middle of reading and writing loses and doubles nothing", async () => {
  const texts = Array.from({ length: 40 }, (_, n) => textOf(n, 100));
  const { copy, input, seen, until } = await copying(texts, { timeout: "5s" });
  const checkpoint = { interval: "200ms", dir: tempFolder() } as const;
  const run = copy.start({ checkpoint, parallelism: 2 });
  onTestFinished(() => run.stop());
  while (seen.rows < texts.length) await soon();
  const [one] = server.processes;
  await one!.pause();
  await soon(20_000);
  one!.resume();
  const more = Array.from({ length: 20 }, (_, n) => textOf(100 + n, 100));
  await from(more)
    .sinkTo(kafka<string>({ brokers: server.endpoints.plain, topic: input, value: "string" }))
    .run();
  await until([...texts, ...more]);
  await run.stopWithSavepoint(checkpoint.dir);
  await run.finished;
}, 120_000);
