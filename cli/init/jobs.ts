// The modules and the data of new projects. Each runs at once, offline, but for the one that needs brokers.

export const etlJob = `// What the taxis of each city earn in an hour: a file in, a file out, bad rows into a file of their own.
import { avg, count, deadLetter, job, schema, sum, tumbling } from "millrace";
import { csv } from "millrace/connectors/csv";
import { jsonLines } from "millrace/connectors/json-lines";

const trips = schema({ city: "string", at: "timestamp", km: "float64", fare: "float64" });

export default job("fares", ({ from }) =>
  from(csv("trips.csv", { schema: trips }), { onError: deadLetter(jsonLines("out/bad-trips.jsonl")) })
    .filter((trip) => trip.fare !== null)
    .withEventTime((trip) => trip.at, { outOfOrder: "1h" })
    .keyBy("city")
    .window(tumbling("1h"))
    .aggregate({ trips: count(), km: avg((trip) => trip.km), fares: sum((trip) => trip.fare) })
    .sinkTo(csv("out/fares.csv")),
);
`;

export const trips = `city,at,km,fare
Kent,2026-01-01T09:05:00Z,4.2,11.5
Kent,2026-01-01T09:40:00Z,9.0,24
Bend,2026-01-01T09:10:00Z,2.1,7.25
Bend,2026-01-01T10:10:00Z,far,9.75
Kent,2026-01-01T10:15:00Z,1.0,
Kent,2026-01-01T10:55:00Z,12.4,31
`;

export const streamJob = `// A stream without an end: sensors that send a measurement, windows of ten seconds, a line for each of them.
// It ends by Ctrl-C. "npx millrace why" says, from another terminal, why a window has not fired.
import { avg, generate, job, max, tumbling } from "millrace";
import { stdout } from "millrace/connectors/stdio";

/** Stands in for a source of yours, kafka(…) for instance. */
const measurements = generate({
  perSecond: 20,
  make: (number) => ({
    sensor: number % 2 === 0 ? "roof" : "cellar",
    celsius: 12 + 8 * Math.sin(number / 40) + (number % 7) / 10,
    at: Date.now(),
  }),
});

export default job("sensors", ({ from }) =>
  from(measurements)
    .withEventTime((measured) => measured.at, { outOfOrder: "1s" })
    .keyBy("sensor")
    .window(tumbling("10s"))
    .aggregate({ mean: avg((measured) => measured.celsius), most: max((measured) => measured.celsius) })
    .sinkTo(stdout()),
);
`;

export const kafkaJob = `// Orders of a topic, what each shop sells in a minute into another topic, each window once.
import { count, job, sum, tumbling } from "millrace";
import { kafka } from "millrace/connectors/kafka";

interface Order {
  shop: string;
  cents: number;
  at: number;
}

export default job("sales", ({ from, parameter }) => {
  const brokers = parameter("brokers", "127.0.0.1:9092");
  return from(kafka<Order>({ brokers, topic: "orders" }))
    .withEventTime((order) => order.at, { outOfOrder: "5s", idleAfter: "30s" })
    .keyBy("shop")
    .window(tumbling("1m"))
    .aggregate({ orders: count(), cents: sum((order) => order.cents) })
    .sinkTo(kafka({ brokers, topic: "sales", transactions: { idPrefix: "sales" } }));
});
`;

export const cepJob = `// Cards that pay three small amounts, then a large one within ten minutes: somebody tries out stolen numbers.
import { job } from "millrace";
import { match, pattern } from "millrace/cep";
import { csv } from "millrace/connectors/csv";
import { stdout } from "millrace/connectors/stdio";

interface Payment {
  card: string;
  amount: number;
  at: number;
}

const tried = pattern("small", (payment: Payment) => payment.amount < 10)
  .times(3)
  .followedBy("large", (payment) => payment.amount > 500)
  .within("10m");

export default job("stolen-cards", ({ from }) =>
  from(csv<Payment>("payments.csv"))
    .withEventTime((payment) => payment.at, { outOfOrder: "1m" })
    .keyBy("card")
    .apply(match(tried))
    .map(({ small, large }) => ({ card: large[0].card, amount: large[0].amount, tries: small.length }))
    .sinkTo(stdout()),
);
`;

export const payments = `card,amount,at
4711,3,2026-01-01T09:00:00Z
1234,80,2026-01-01T09:00:30Z
4711,5,2026-01-01T09:02:00Z
4711,2,2026-01-01T09:03:00Z
1234,4,2026-01-01T09:05:00Z
4711,900,2026-01-01T09:06:00Z
1234,650,2026-01-01T09:30:00Z
`;

export const graphJob = `// Which airports matter: PageRank of the flights between them.
import { job } from "millrace";
import { csv } from "millrace/connectors/csv";
import { stdout } from "millrace/connectors/stdio";
import { graph, pageRank } from "millrace/graph";

interface Flight {
  from: string;
  to: string;
}

export default job("airports", ({ from }) => {
  const flights = graph({ edges: from(csv<Flight>("flights.csv")), source: "from", target: "to" });
  return flights.apply(pageRank()).sort("rank", { order: "descending" }).sinkTo(stdout());
});
`;

export const flights = `from,to
AMS,FRA
CGN,FRA
FRA,JFK
AMS,JFK
JFK,FRA
CGN,AMS
FRA,AMS
`;

export const trainScript = `// Learns which flights are late and writes the model to a folder: node train.ts
import { from } from "millrace";
import { csv } from "millrace/connectors/csv";
import { type Flight, learner } from "./learner.ts";

const model = await learner.fit(from(csv<Flight>("flights.csv")));
await model.save("models/late");
`;

export const learnerModule = `// What is learned, and from what: said once, for training and for use.
import { assemble, logisticRegression, pipeline, standardScaler, stringIndexer } from "millrace/ml";

export interface Flight {
  carrier: string;
  miles: number;
  hour: number;
  label: number;
}

export const learner = pipeline([
  stringIndexer("carrier"),
  assemble(["carrierIndex", "miles", "hour"]),
  standardScaler(),
  logisticRegression(),
]);
`;

export const mlJob = `// How likely each flight is late, by the model that train.ts has written.
import { job } from "millrace";
import { csv } from "millrace/connectors/csv";
import { stdout } from "millrace/connectors/stdio";
import { type Flight, learner } from "./learner.ts";

const model = await learner.load("models/late");

export default job("late", ({ from }) =>
  model
    .transform(from(csv<Flight>("flights.csv")))
    .map(({ carrier, miles, hour, probability }) => ({ carrier, miles, hour, late: probability[1] }))
    .sinkTo(stdout()),
);
`;

export const lateFlights = `carrier,miles,hour,label
AA,300,7,0
UA,1200,18,1
AA,800,19,1
UA,400,9,0
AA,650,8,0
UA,900,17,1
AA,350,20,1
UA,1500,6,0
`;
