import { from } from "millrace";
import { kafka } from "millrace/connectors/kafka";
import { clicks } from "./data/clicks.ts";
import { logLines } from "./data/log-lines.ts";
import { messages } from "./data/orders.ts";
import { payments, rules } from "./data/payments.ts";
import { ratings } from "./data/ratings.ts";
import { readings } from "./data/readings.ts";
import { strikes } from "./data/strikes.ts";

/** What goes to a topic: rows, and the column that their records are known by; or texts as they are. */
type Feed =
  | { readonly rows: () => readonly object[] | Promise<readonly object[]>; readonly key: string }
  | { readonly texts: () => readonly string[] };

/** By case: the topics that its job reads, with what is in them, and those that it writes. */
export const feeds: Readonly<
  Record<string, { readonly read: Readonly<Record<string, Feed>>; readonly written: readonly string[] }>
> = {
  fraud: {
    read: { payments: { rows: payments, key: "card" }, "fraud-rules": { rows: rules, key: "id" } },
    written: ["alerts"],
  },
  clickstream: { read: { clicks: { rows: clicks, key: "user" } }, written: ["funnel"] },
  etl: { read: { orders: { texts: messages } }, written: [] },
  logs: { read: { logs: { texts: logLines } }, written: ["incidents"] },
  recommendation: { read: { ratings: { rows: ratings, key: "user" } }, written: ["recommendations"] },
  reporting: { read: { strikes: { rows: () => strikes().collect(), key: "state" } }, written: ["strikes-by-state"] },
  iot: { read: { readings: { rows: readings, key: "machine" } }, written: ["alarms"] },
};

/** Makes the topics of a case where there are none, and writes the data that comes along with it. */
export async function feed(name: string, brokers: string): Promise<void> {
  const { read, written } = feeds[name]!;
  await makeTopics(brokers, [...Object.keys(read), ...written]);
  for (const [topic, one] of Object.entries(read)) {
    if ("texts" in one)
      await from(one.texts())
        .sinkTo(kafka<string>({ brokers, topic, value: "string" }))
        .run();
    else
      await from(await one.rows())
        .sinkTo(kafka<object>({ brokers, topic, keyOf: (row) => row[one.key as keyof object] }))
        .run();
  }
}

/** Those that there are stay as they are. */
export async function makeTopics(brokers: string, topics: readonly string[]): Promise<void> {
  const { Admin } = await import("@platformatic/kafka");
  const admin = new Admin({ clientId: "millrace-cases", bootstrapBrokers: [brokers] });
  try {
    const missing = async (): Promise<string[]> => {
      const known = new Set(await admin.listTopics());
      return topics.filter((topic) => !known.has(topic));
    };
    const made = await missing();
    if (made.length > 0) await admin.createTopics({ topics: made, partitions: 2, replicas: 1 });
    // They are known a moment later.
    const endMs = Date.now() + 20_000;
    while ((await missing()).length > 0 && Date.now() < endMs) await new Promise((done) => setTimeout(done, 50));
  } finally {
    await admin.close();
  }
}
