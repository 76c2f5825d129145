// Graphs, four times: which airports hold the network of the United States together and what falls apart when Chicago closes, who
// stands together in Les Misérables, rings of fraud that grow in a stream of payments, and films by what others liked as well.
// `node notebooks/graphs.ts` runs all of them and writes two pictures to out/.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { count, from, fromChangelog, replay, tumbling } from "millrace";
import { csv } from "millrace/connectors/csv";
import { graph } from "millrace/graph";

const data = (name: string): string =>
  fileURLToPath(new URL(`../node_modules/vega-datasets/data/${name}`, import.meta.url));
const out = fileURLToPath(new URL("../out/", import.meta.url));
mkdirSync(out, { recursive: true });

await airports();
await miserables();
await fraudRings();
await recommendations();

/** Flights between American airports in 2008: ranks, communities, and the network without its busiest city. */
async function airports(): Promise<void> {
  interface Route {
    readonly origin: string;
    readonly destination: string;
    readonly count: number;
  }
  const edges = from(csv<Route>(data("flights-airport.csv")));
  const routes = graph({ edges, source: "origin", target: "destination", weight: "count" });
  const ranks = await routes.pageRank({ weights: "use" }).topK(5, "rank").collect();
  console.log(`most of a random traveller's time is spent at ${ranks.map(({ id }) => id).join(", ")}`);

  const regions = routes.undirected().louvain();
  const sizes = await regions.keyBy("community").aggregate({ airports: count() }).collect();
  console.log(`${sizes.length} regions fly among themselves`);

  const closed = routes.removeVertices(["ORD", "MDW"]);
  const largest = await closed.connectedComponents().keyBy("component").aggregate({ airports: count() }).collect();
  const whole = Math.max(...largest.map(({ airports }) => airports));
  const cutOff = largest.filter(({ airports }) => airports < whole);
  const all = largest.reduce((sum, { airports }) => sum + airports, 2);
  const names = cutOff.map(({ component }) => component).toSorted();
  console.log(`without Chicago ${names.length} of ${all} airports is cut off: ${names.join(", ")}`);
  const lines = (one: { readonly distance: number | null }[]): number =>
    one.filter(({ distance }) => distance === 1).length;
  const [before, after] = [await routes.bfs({ from: "ATL" }).collect(), await closed.bfs({ from: "ATL" }).collect()];
  console.log(`from Atlanta ${lines(before)} airports are one flight away, ${lines(after)} without Chicago`);
  writeFileSync(`${out}airports.svg`, (await routes.undirected().picture({ title: "Flights of 2008" })).svg);
}

/** Who shares scenes with whom: communities, go-betweens, and a picture of them. */
async function miserables(): Promise<void> {
  interface Novel {
    readonly nodes: readonly { readonly name: string }[];
    readonly links: readonly { readonly source: number; readonly target: number; readonly value: number }[];
  }
  const { nodes, links }: Novel = JSON.parse(readFileSync(data("miserables.json"), "utf8"));
  const scenes = links.map(({ source, target, value }) => ({
    a: nodes[source]!.name,
    b: nodes[target]!.name,
    scenes: value,
  }));
  const novel = graph({ edges: from(scenes), source: "a", target: "b", weight: "scenes", directed: false });
  const between = await novel.betweenness().topK(3, "betweenness").collect();
  console.log(`most ways lead by ${between.map(({ id }) => id).join(", ")}`);
  const groups = await novel.louvain({ weights: "use" }).keyBy("community").aggregate({ people: count() }).collect();
  console.log(
    `${groups.length} groups stand together, the largest of ${Math.max(...groups.map(({ people }) => people))}`,
  );
  writeFileSync(`${out}miserables.svg`, (await novel.picture({ title: "Les Misérables" })).svg);
}

/** Accounts that money flows among, kept up while payments come: a component that grows large is told of at once. */
async function fraudRings(): Promise<void> {
  interface Payment {
    readonly from: string;
    readonly to: string;
    readonly at: number;
  }
  const honest = Array.from(
    { length: 60 },
    (_, k): Payment => ({ from: `customer ${k}`, to: `shop ${k % 20}`, at: 10 * k }),
  );
  const mules = ["mule 1", "mule 2", "mule 3", "mule 4", "mule 5", "mule 1"];
  const ring = mules.slice(1).map((to, k): Payment => ({ from: mules[k]!, to, at: 105 + 100 * k }));
  const payments = [...honest, ...ring].toSorted((a, b) => a.at - b.at);
  const stream = from(replay(payments, { time: "at", speedUp: Number.POSITIVE_INFINITY }));
  const accounts = graph({ edges: stream, source: "from", target: "to" });
  const parts = accounts.connectedComponents().keyBy("component").aggregate({ accounts: count() });
  const suspicious = new Set<string>();
  await parts.changelog().forEach(({ change, row }) => {
    if (change !== "updateBefore" && change !== "delete" && row.accounts > 4) suspicious.add(row.component);
  });
  console.log(`accounts that money flows among: ${[...suspicious].join(", ")}`);

  // A ring is a cycle: nothing of the money leaves it. In each window of time, the edges that are on one.
  const timed = from(payments).withEventTime(({ at }) => at);
  const windows = graph({ edges: timed, source: "from", target: "to" }).window(tumbling(1000));
  const strong = await windows.stronglyConnectedComponents().collect();
  const sizes = Map.groupBy(strong, ({ component }) => component);
  for (const [component, members] of sizes) {
    if (members.length > 1) console.log(`a ring of ${members.length} around ${component}`);
  }

  // Payments that are taken back count no more.
  const booked = payments.map((row) => ({ change: "insert" as const, row, at: row.at }));
  const cancelled = ring.slice(0, 1).map((row) => ({ change: "delete" as const, row, at: 1000 }));
  const ledger = from(replay([...booked, ...cancelled], { time: "at", speedUp: Number.POSITIVE_INFINITY }));
  const changes = ledger.apply(fromChangelog({ change: ({ change }) => change, row: ({ row }) => row }));
  const degrees = new Map<string, number>();
  await graph({ edges: changes, source: "from", target: "to" })
    .degrees()
    .changelog()
    .forEach(({ change, row: { id, degree } }) => {
      if (change === "insert" || change === "updateAfter") degrees.set(id, degree);
    });
  console.log(`mule 1 has ${degrees.get("mule 1")} payment left, mule 4 ${degrees.get("mule 4")}`);
}

/** Films that the same people liked: the projection of a graph of people and films to films. */
async function recommendations(): Promise<void> {
  const liked = {
    Ann: ["Alien", "Blade Runner", "Heat"],
    Bob: ["Alien", "Blade Runner", "Solaris"],
    Cid: ["Blade Runner", "Solaris", "Alien"],
    Dan: ["Heat", "Ronin"],
    Eve: ["Ronin", "Heat"],
  };
  const likes = Object.entries(liked).flatMap(([who, films]) => films.map((film) => ({ who, film })));
  const films = [...new Set(likes.map(({ film }) => film))];
  const both = graph({ edges: from(likes), source: "who", target: "film", directed: false });
  const pairs = await both.bipartiteProjection({ onto: films }).collect();
  const likeHeat = pairs
    .filter(({ source, target }) => source === "Heat" || target === "Heat")
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ source, target, weight }) => `${source === "Heat" ? target : source} (${weight})`);
  console.log(`who liked Heat liked ${likeHeat.join(", ")}`);
}
