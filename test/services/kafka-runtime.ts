// Run by each runtime: what the connector does where engines differ (sockets, TLS, logging in, packing), against the broker that it is told of.
import { readFileSync } from "node:fs";
import { kafka } from "../../connectors/kafka/mod.ts";
import type { Sink } from "../../core/io/mod.ts";
import { from } from "../../core/mod.ts";
import { row } from "../../core/testing/event.ts";
import { batchOf } from "../../core/testing/event-batch.ts";
import { makeTopic } from "./kafka.ts";
import type { KafkaEndpoint } from "./servers/kafka.ts";

const at = JSON.parse(process.env.ENDPOINT!) as KafkaEndpoint;
const tls = { ca: readFileSync(at.ca, "utf8") };
const login = { mechanism: "SCRAM-SHA-256", username: at.user, password: at.password } as const;
const columns = { id: "key", at: "time", headers: "headers" } as const;
const rows = Array.from({ length: 100 }, (_, n) => ({
  value: { n, text: "ä€".repeat(n) },
  id: `key ${n}`,
  at: 1_700_000_000_000 + n,
  headers: { trace: String(n) },
}));
const byNumber = (found: readonly { readonly value: { readonly n: number } }[]): unknown =>
  found.toSorted((a, b) => a.value.n - b.value.n);

const results: Record<string, unknown> = {};
for (const compression of ["none", "gzip", "snappy", "lz4", "zstd"] as const) {
  const options = { brokers: at.saslTls, tls, login, topic: await makeTopic(at, 3), columns, compression };
  await from(rows).sinkTo(kafka<(typeof rows)[number]>(options)).run();
  const found = await from(kafka<(typeof rows)[number]>({ ...options, until: "latest" })).collect();
  results[compression] = JSON.stringify(byNumber(found)) === JSON.stringify(rows);
}

const topic = await makeTopic(at, 1);
const transactional = { brokers: at.plain, topic, value: "string", transactions: { idPrefix: topic } } as const;
const read = (): Promise<string[]> => from(kafka<string>({ ...transactional, until: "latest" })).collect();
const sink = kafka<string>(transactional) as Sink<string>;
const writer = await sink.open({ subtask: 0, parallelism: 1, runId: "run", signal: new AbortController().signal });
await writer.write(batchOf([row("kept")], { layout: "values" }));
const transaction = await writer.prepare();
results["before commit"] = await read();
await sink.commit([transaction]);
await sink.commit([transaction]);
await writer.write(batchOf([row("given up")], { layout: "values" }));
await writer.close();
results["behind it"] = await read();

results["a bad password"] = await from(
  kafka<string>({ brokers: at.sasl, login: { ...login, password: "no" }, topic, value: "string", until: "latest" }),
)
  .collect()
  .catch((error: Error) => /got SASL_AUTHENTICATION_FAILED; check login/.test(error.message));
results["a bad host"] = await from(kafka<string>({ brokers: "127.0.0.1:11998", topic, until: "latest" }))
  .collect()
  .catch((error: Error) => error.message);
console.log(JSON.stringify(results));
