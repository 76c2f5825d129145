// Learning, five times: which flights will be late (learned once, and while they come), what else people will like, when a machine
// begins to fail, which films are horror by their titles, and which penguins belong together. `node notebooks/learning.ts` runs all of them and
// writes pictures to out/; `--every 50` takes each fiftieth minute of the three million flights only.
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Dataset, from } from "millrace";
import { parquet } from "millrace/connectors/parquet";
import { lineChart } from "millrace/display";
import {
  adwin,
  agglomerativeClustering,
  als,
  assemble,
  clusterAgreement,
  countVectorizer,
  dendrogramPicture,
  detectDrift,
  elbowPicture,
  evaluateRegression,
  evaluateScores,
  featureImportances,
  gradientBoostingClassifier,
  halfSpaceTrees,
  idf,
  importancePicture,
  kMeans,
  multinomialNaiveBayes,
  onlineSgdClassifier,
  onlineStandardScaler,
  pca,
  pipeline,
  prequentialMetrics,
  projectionPicture,
  recommendItems,
  regexTokenizer,
  rocCurve,
  rocPicture,
  standardScaler,
  stringIndexer,
  swing,
  testThenTrain,
} from "millrace/ml";

const { values: given } = parseArgs({ options: { every: { type: "string", default: "1" } } });
const every = Number(given.every);
const data = (name: string): string =>
  fileURLToPath(new URL(`../node_modules/vega-datasets/data/${name}`, import.meta.url));
const out = fileURLToPath(new URL("../out/", import.meta.url));
mkdirSync(out, { recursive: true });
const json = async <Row>(name: string): Promise<Row[]> => JSON.parse(await readFile(data(name), "utf8"));
const draw = (name: string, picture: { readonly svg: string }): void => writeFileSync(`${out}${name}.svg`, picture.svg);

await lateFlights();
await lateFlightsAsTheyCome();
await recommendations();
await failingMachine();
await horror();
await penguins();

/** A flight, with what is known before it leaves. */
interface Departure {
  readonly date: number;
  readonly origin: string;
  readonly destination: string;
  readonly distance: number;
  readonly hour: number;
  readonly weekday: number;
  /** 1 where it arrived more than a quarter of an hour late. */
  readonly label: number;
}

/** Flights of the first half of 2001, in the order in which they left. */
function flights(): Dataset<Departure> {
  interface Flight {
    readonly date: number;
    readonly delay: number;
    readonly distance: number;
    readonly origin: string;
    readonly destination: string;
  }
  return from(parquet<Flight>(data("flights-3m.parquet")))
    .filter((flight) => Math.floor(flight.date / 60_000) % every === 0)
    .map((flight) => ({
      date: flight.date,
      origin: flight.origin,
      destination: flight.destination,
      distance: flight.distance,
      hour: (flight.date % 86_400_000) / 3_600_000,
      weekday: Math.floor(flight.date / 86_400_000 + 4) % 7,
      label: flight.delay > 15 ? 1 : 0,
    }));
}

/** Gradient boosting learns from January to April which flights are late, and is asked about May and June. */
async function lateFlights(): Promise<void> {
  const may = Date.UTC(2001, 4, 1);
  const known = flights().filter((flight) => flight.date < may);
  const asked = flights().filter((flight) => flight.date >= may);
  const names = ["originIndex", "destinationIndex", "distance", "hour", "weekday"] as const;
  const late = pipeline([
    stringIndexer("origin", { handleInvalid: "keep" }),
    stringIndexer("destination", { handleInvalid: "keep" }),
    assemble(names),
    gradientBoostingClassifier({ categorical: [0, 1], rounds: 60 }),
  ]);
  const model = await late.fit(known);
  const answered = model.transform(asked);
  const { areaUnderROC } = await evaluateScores(answered);
  console.log(`late flights: area under ROC ${areaUnderROC.toFixed(2)} in May and June`);
  const rows = await answered.map((row) => ({ label: row.label, score: row.probability[1]! })).collect();
  const curve = rocCurve({ labels: rows.map((row) => row.label), scores: rows.map((row) => row.score) });
  draw("late-roc", rocPicture({ "gradient boosting": curve }, { title: "Late flights of May and June 2001" }));
  const importances = featureImportances(model.stages[3].learned);
  draw(
    "late-importances",
    importancePicture(importances, { names: ["origin", "destination", "distance", "hour", "weekday"] }),
  );
  const most = names[importances.indexOf(Math.max(...importances))];
  console.log(`most is told by ${most}`);
}

/** The same while flights come: each is answered first, and learned from when it has landed. */
async function lateFlightsAsTheyCome(): Promise<void> {
  const learner = pipeline([
    assemble(["hour", "evening", "distance", "weekend"]),
    onlineStandardScaler(),
    onlineSgdClassifier({ learningRate: 0.01 }),
  ]);
  const rows = flights().map((flight) => ({
    ...flight,
    evening: flight.hour > 16 ? 1 : 0,
    weekend: flight.weekday === 0 || flight.weekday === 6 ? 1 : 0,
  }));
  const answered = rows
    .apply(testThenTrain(learner))
    .map((row) => ({ ...row, wrong: row.prediction === row.label ? 0 : 1 }))
    .apply(detectDrift("wrong", adwin({ delta: 1e-9 })));
  const window = Math.ceil(20_000 / every);
  const metrics = await answered
    .apply(prequentialMetrics({ probability: "probability", window, every: window }))
    .collect();
  const areas = metrics.map((row) => row.areaUnderROC);
  // Storms, and holidays: how often answers are wrong changes for days.
  const drifts = (await answered.map((row) => row.drift).collect()).flatMap((drift, at) =>
    drift === "drift" ? [at] : [],
  );
  const area = { name: "area under ROC", x: metrics.map((row) => row.rows), y: areas };
  const marks = drifts.map((at) => ({ name: "drift", x: [at, at], y: [0.4, 0.45], isReference: true }));
  const svg = lineChart([area, ...marks], {
    title: "Late flights, learned as they land",
    subtitle: `the newest ${window.toLocaleString("en-US")} flights each; dashed: drift of the errors`,
    xLabel: "flights",
    yLabel: "area under ROC",
  });
  draw("late-live", { svg });
  const mean = areas.reduce<number>((sum, one) => sum + (one ?? 0), 0) / areas.length;
  console.log(`learned while they land: area ${mean.toFixed(2)}; how often it is wrong drifts ${drifts.length} times`);
}

/** People who like one kind of films: what each will like that she has not seen, and which films are alike. */
async function recommendations(): Promise<void> {
  const ratings = Array.from({ length: 4000 }, (_, at) => {
    const [user, item] = [at % 100, Math.floor(at / 100) + 40 * Number(at % 7 === 0)];
    return { user, item: item % 60, rating: user % 3 === (item % 60) % 3 ? 5 : 1 + ((user * 7 + item) % 2) };
  });
  const isAsked = (row: { user: number; item: number }): boolean => (row.user * 31 + row.item * 17) % 5 === 0;
  const model = await als({ rank: 4 }).fit(from(ratings).filter((row) => !isAsked(row)));
  const { rootMeanSquaredError: apart } = await evaluateRegression(model.transform(from(ratings).filter(isAsked)), {
    label: "rating",
  });
  console.log(`ratings that were not seen are ${apart < 1 ? "less than one star" : "more than a star"} off`);
  const films = recommendItems(model.learned, 1, 3);
  console.log(`user 1 likes films of kind ${[...new Set(films.map(({ item }) => item % 3))].join(", ")}`);
  const liked = from(ratings).filter((row) => row.rating === 5);
  const similar = await swing(liked, { minUserBehavior: 1, k: 3 });
  const { item, similar: others } = similar.find((one) => one.item === 6)!;
  console.log(
    `who likes film ${item} likes films of kind ${[...new Set(others.map((one) => one.item % 3))].join(", ")}`,
  );
}

/** Vibrations of a machine that begins to fail: what is strange of a stream, and when it is not any more what it was. */
async function failingMachine(): Promise<void> {
  const [fails, end] = [6000, 8000];
  const noise = (at: number): number =>
    Math.sin(at * 12.9898) * 43_758.5453 - Math.floor(Math.sin(at * 12.9898) * 43_758.5453);
  const readings = Array.from({ length: end }, (_, at) => {
    const wear = at < fails ? 0 : (at - fails) / (end - fails);
    const shock = at % 1500 === 1499 ? 0.6 : 0;
    return {
      at,
      features: [
        0.4 + 0.1 * Math.sin(at / 40) + 0.05 * noise(at) + shock,
        0.3 + 0.05 * noise(at + 0.5) + 0.3 * wear,
        0.5 + 0.1 * Math.cos(at / 40) + (0.05 + 0.2 * wear) * noise(at + 0.25),
      ],
    };
  });
  const scored = from(readings).apply(testThenTrain(halfSpaceTrees({ window: 500, seed: 1 })));
  const rows = await scored.apply(detectDrift("score", adwin())).collect();
  const strangest = rows
    .filter((row) => row.at > 500)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 5);
  const shocks = strangest.filter((row) => row.at % 1500 === 1499 || row.at >= fails).length;
  console.log(`${shocks} of the 5 strangest readings are shocks or of the failing machine`);
  const first = rows.find((row) => row.drift === "drift" && row.at >= fails);
  console.log(`drift is told ${first === undefined ? "never" : "after it began to fail"}`);
  const series = { name: "how strange", x: rows.map((row) => row.at), y: rows.map((row) => row.score) };
  const begins = { name: "begins to fail", x: [fails, fails], y: [0, 1], isReference: true };
  draw("machine", {
    svg: lineChart([series, begins], { title: "A machine that fails", xLabel: "reading", yLabel: "score" }),
  });
}

/** Which films are horror, by the words of their titles: tf-idf and naive Bayes. */
async function horror(): Promise<void> {
  interface Film {
    readonly Title: string | null;
    readonly "Major Genre": string | null;
  }
  const films = await json<Film>("movies.json");
  const told = films.filter((film) => typeof film.Title === "string" && film["Major Genre"] !== null);
  const rows = told.map((film) => ({ title: film.Title!, label: film["Major Genre"] === "Horror" ? 1 : 0 }));
  const words = pipeline([
    regexTokenizer("title", { pattern: "\\W+", output: "words" }),
    countVectorizer("words", { output: "features" }),
    idf(),
    multinomialNaiveBayes(),
  ]);
  const model = await words.fit(from(rows.filter((_, at) => at % 4 > 0)));
  const answered = model.transform(from(rows.filter((_, at) => at % 4 === 0)));
  const { areaUnderROC } = await evaluateScores(answered);
  console.log(`horror by the title: area under ROC ${areaUnderROC.toFixed(2)} of ${rows.length} films`);
  const [, counts, , { learned }] = model.stages;
  const { vocabulary } = counts.learned;
  const tells = vocabulary.map((_, at) => learned.coefficients[vocabulary.length + at]! - learned.coefficients[at]!);
  const most = [...tells.keys()].sort((a, b) => tells[b]! - tells[a]!).slice(0, 4);
  console.log(`most is told by the words ${most.map((at) => vocabulary[at]).join(", ")}`);
  const answers = await answered.collect();
  const scores = answers.map((row) => row.probability[1]!);
  const curve = rocCurve({ labels: answers.map((row) => row.label), scores });
  draw("horror", rocPicture(curve, { title: "Horror by the title" }));
}

/** Penguins by their measures: how many kinds there are, and that they are the species. */
async function penguins(): Promise<void> {
  const measures = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"];
  const table = await json<Readonly<Record<string, string | number | null>>>("penguins.json");
  const whole = table.filter((one) => measures.every((name) => typeof one[name] === "number"));
  const rows = from(
    whole.map((one) => ({ species: String(one.Species), features: measures.map((name) => Number(one[name])) })),
  );
  const scaled = (await standardScaler().fit(rows)).transform(rows);
  const points = [];
  for (const k of [1, 2, 3, 4, 5, 6]) {
    points.push({ k, inertia: (await kMeans({ k, starts: 3 }).fit(scaled)).learned.inertia });
  }
  draw("penguins-elbow", elbowPicture(points));
  const found = await (await kMeans({ k: 3, starts: 3 }).fit(scaled)).transform(scaled).collect();
  const species = found.map((row) => row.species);
  const { purity } = clusterAgreement({ labels: species, clusters: found.map((row) => row.prediction) });
  console.log(`${Math.round(100 * purity)}% of ${found.length} penguins are in the cluster of their species`);
  const projected = await pca({ components: 2 }).fit(scaled);
  const plane = await projected.transform(scaled).collect();
  draw(
    "penguins",
    projectionPicture(
      plane.map((row) => row.features),
      { classes: species, components: projected.learned },
    ),
  );
  const merges = await agglomerativeClustering(scaled, { clusters: 3 });
  draw("penguins-tree", dendrogramPicture(merges, { most: 24, title: "Penguins" }));
}
