import { expect, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { from } from "../../../core/mod.ts";
import { graph, plantedPartitionGraph } from "../../../graph/mod.ts";
import { place } from "./folder.ts";

interface City {
  readonly code: string;
  readonly name: string;
  readonly runways: number | null;
  readonly opened: Date | null;
  readonly people: bigint | null;
}

interface Flight {
  readonly from: string;
  readonly to: string;
  readonly km: number;
  readonly airline: string | null;
}

const cities: readonly City[] = [
  { code: "AMS", name: "Amsterdam", runways: 6, opened: new Date("1916-09-16"), people: 2n ** 60n },
  { code: "CGN", name: "Köln", runways: 3, opened: new Date("1950-01-01"), people: 7n },
  { code: "FRA", name: "Frankfurt", runways: 4, opened: null, people: null },
  { code: "XYZ", name: "alone", runways: null, opened: null, people: null },
];
const flights: readonly Flight[] = [
  { from: "AMS", to: "CGN", km: 230.5, airline: "KLM" },
  { from: "AMS", to: "CGN", km: 231, airline: null },
  { from: "CGN", to: "FRA", km: 190, airline: null },
  { from: "FRA", to: "FRA", km: 1, airline: "sight-seeing" },
];

test("vertices and edges with all their columns go into Parquet and come back as the same graph, isolated vertices, loops and parallels too", async () => {
  const one = graph({
    edges: from(flights),
    source: "from",
    target: "to",
    weight: "km",
    vertices: from(cities),
    id: "code",
  });
  const [cityFiles, flightFiles] = [await place("cities/"), await place("flights/")];
  await one.vertices.sinkTo(parquet(cityFiles)).run();
  await one.edges.sinkTo(parquet(flightFiles)).run();
  const again = graph({
    edges: from(parquet<Flight>(flightFiles)),
    source: "from",
    target: "to",
    weight: "km",
    vertices: from(parquet<City>(cityFiles)),
    id: "code",
  });
  expect([...(await again.vertices.collect())]).toEqual(cities);
  expect([...(await again.edges.collect())]).toEqual(flights);
  expect([...(await again.sssp({ from: "AMS" }).collect())]).toEqual([
    { code: "AMS", distance: 0 },
    { code: "CGN", distance: 230.5 },
    { code: "FRA", distance: 420.5 },
    { code: "XYZ", distance: null },
  ]);
  const named = await again.pageRank().join(again.vertices, { on: "code" }).collect();
  expect([...named].map(({ name, opened }) => [name, opened])).toEqual(
    cities.map(({ name, opened }) => [name, opened]),
  );
});

test("a graph that is made, and one that is changed by methods, is the same from its table of edges", async () => {
  const made = plantedPartitionGraph({ groups: 4, size: 50, inside: 0.2, between: 0.01, seed: 5 });
  const changed = made.filterDegrees({ most: 14 }).mapEdges((edge) => ({ ...edge, weight: 1 + (edge.source % 3) }));
  const files = await place("edges.parquet");
  await changed.edges.sinkTo(parquet(files)).run();
  interface Edge {
    readonly source: number;
    readonly target: number;
    readonly weight: number;
  }
  const again = graph({ edges: from(parquet<Edge>(files)), source: "source", target: "target", directed: false });
  const parts = async (one: Pick<typeof again, "coreNumbers">): Promise<readonly unknown[]> =>
    [...(await one.coreNumbers().collect())].filter(({ core }) => core > 0).sort((a, b) => a.id - b.id);
  expect(await parts(again)).toEqual(await parts(changed as never));
});

test("an edge to a city that the table of cities does not have, a city that comes twice and a weight that is none are told with their rows", async () => {
  const files = await place("edges.parquet");
  await from([...flights, { from: "AMS", to: "NRT", km: Number.NaN, airline: null }])
    .sinkTo(parquet(files))
    .run();
  const edges = from(parquet<Flight>(files));
  const shape = { edges, source: "from", target: "to", weight: "km" } as const;
  await expect(
    graph({ ...shape, vertices: from(cities), id: "code" })
      .bfs({ from: "AMS" })
      .collect(),
  ).rejects.toThrow(
    /both ends must be in vertices: got "NRT", which is none of the 4; .* at row 4 of bfs #1: {"source":"AMS","target":"NRT"/,
  );
  await expect(graph(shape).sssp({ from: "AMS" }).collect()).rejects.toThrow(
    /it must be a finite number: got NaN; .* at row 4 of sssp #1: .*"NRT"/,
  );
  await expect(
    graph({ edges: from(flights), source: "from", target: "to", vertices: from([...cities, cities[1]!]), id: "code" })
      .degrees()
      .collect(),
  ).rejects.toThrow(/each must have an id of its own: got CGN twice/);
  await expect(
    graph({ ...shape, source: "form" as never })
      .degrees()
      .collect(),
  ).rejects.toThrow(/there is no such column: got "from", "to", .*did you mean "from"/);
});
