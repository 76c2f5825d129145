import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { writePieces } from "../../../core/mod.ts";
import { readGraph } from "../../../graph/mod.ts";
import { fileOf, given, place } from "./folder.ts";

async function edgesOf(path: string, options = {}): Promise<unknown[]> {
  return [...(await (await readGraph(path, options)).edges.collect())];
}

async function verticesOf(path: string, options = {}): Promise<unknown[]> {
  return [...(await (await readGraph(path, options)).vertices.collect())];
}

const airports = [
  { id: "AMS", city: "Amsterdam", runways: 6, hub: true },
  { id: "CGN", city: "Köln & Bonn", runways: 3, hub: false },
  { id: "FRA", city: 'Frankfurt "am" <Main>', runways: 4, hub: true },
  { id: "XYZ", city: "nowhere", runways: null, hub: null },
];
const routes = [
  { source: "AMS", target: "CGN", weight: 230.5, since: 1962 },
  { source: "AMS", target: "FRA", weight: 365.25, since: 9007199254740993n },
  { source: "CGN", target: "FRA", weight: 190, since: null },
];

test("GraphML that NetworkX wrote has its vertices, also those without edges, and typed values", async () => {
  expect(await verticesOf(given("networkx.graphml"))).toEqual(airports);
  expect(await edgesOf(given("networkx.graphml"))).toEqual(routes);
});

test("GEXF that NetworkX wrote has them, too, with labels and the ids of edges", async () => {
  const vertices = airports.map((airport) => ({ ...airport, label: airport.id }));
  expect(await verticesOf(given("networkx.gexf"))).toEqual(vertices);
  expect(await edgesOf(given("networkx.gexf"))).toEqual(routes.map((route, at) => ({ ...route, id: String(at) })));
});

test("GraphML that igraph wrote says by itself whether edges have directions", async () => {
  const petersen = await readGraph(given("igraph.graphml"));
  expect(new Set([...(await petersen.coreNumbers().collect())].map(({ core }) => core))).toEqual(new Set([3]));
  expect([...(await petersen.edges.collect())][14]).toEqual({ source: "n7", target: "n9", weight: 14.5 });
  const circle = await readGraph(given("igraph-directed.graphml"));
  expect(await circle.stronglyConnectedComponents().collect()).toHaveLength(3);
  expect([...(await circle.bfs({ from: "n1" }).collect())].map(({ distance }) => distance)).toEqual([2, 0, 1]);
});

test("node-link JSON keeps ids as numbers and texts as they are", async () => {
  expect(await verticesOf(given("networkx.json"))).toEqual([{ id: 1 }, { id: 2 }, { id: "b" }]);
  expect(await edgesOf(given("networkx.json"))).toEqual([
    { source: 1, target: 2, weight: 3 },
    { source: 2, target: "b", weight: null },
  ]);
  const large = '{"nodes": [{"id": 9007199254740993, "x": 9007199254740992, "y": 1e300}], "links": []}';
  expect(await verticesOf(await fileOf("large.json", large))).toEqual([
    { id: 9007199254740993n, x: 2 ** 53, y: 1e300 },
  ]);
});

test("an edge list may have blanks, tabs, commas or a delimiter of its own, comments, and a mark at its beginning", async () => {
  const edges = [
    { source: 1, target: 2, weight: 0.5 },
    { source: -3, target: 10, weight: 7 },
  ];
  for (const text of [
    "\ufeff# comment\n% another\n\n1 2 0.5\r\n  -3\t10  7",
    "1,2,0.5\n-3, 10 ,7\n",
    "1;2;0.5\n-3;10;7\n",
  ])
    expect(await edgesOf(await fileOf("edges.txt", text))).toEqual(edges);
  expect(await edgesOf(await fileOf("edges.el", "1|2|.5\n-3|10|7e0\n"), { delimiter: "|" })).toEqual(edges);
});

test("ids of an edge list are numbers where all are, and else texts at both ends", async () => {
  expect(await edgesOf(await fileOf("edges.txt", "1 2\n3 a\n"))).toEqual([
    { source: "1", target: "2" },
    { source: "3", target: "a" },
  ]);
  expect(await edgesOf(await fileOf("edges.txt", "007 1\n"))).toEqual([{ source: "007", target: "1" }]);
  expect(await edgesOf(await fileOf("edges.txt", "9007199254740993 1\n"))).toEqual([
    { source: "9007199254740993", target: "1" },
  ]);
});

test("columns behind both ends have the names that are given, and the third is the weight where it is one of numbers", async () => {
  const path = await fileOf("edges.txt", "a b 3 road\nb c 4 9007199254740993\n");
  expect((await edgesOf(path))[0]).toEqual({ source: "a", target: "b", weight: 3, column4: "road" });
  expect((await edgesOf(path, { columns: ["km", "kind"] }))[1]).toEqual({
    source: "b",
    target: "c",
    km: 4,
    kind: "9007199254740993",
  });
  const graph = await readGraph(path, { columns: ["km", "kind"], weight: "km", directed: false });
  expect([...(await graph.sssp({ from: "c" }).collect())].map(({ distance }) => distance)).toEqual([7, 4, 0]);
  expect(await edgesOf(await fileOf("edges.txt", "a b road\n"))).toEqual([
    { source: "a", target: "b", column3: "road" },
  ]);
});

test("Matrix Market that SciPy wrote: a symmetric matrix is a graph without directions, and rows without entries are vertices", async () => {
  expect(await verticesOf(given("scipy-general.mtx"))).toEqual([1, 2, 3, 4].map((id) => ({ id })));
  expect(await edgesOf(given("scipy-general.mtx"))).toEqual([
    { source: 1, target: 2, weight: 1.5 },
    { source: 2, target: 3, weight: 2 },
    { source: 4, target: 4, weight: -3 },
  ]);
  const symmetric = await readGraph(given("scipy-symmetric.mtx"));
  expect([...(await symmetric.bfs({ from: 1 }).collect())].map(({ distance }) => distance)).toEqual([0, 1, 2]);
});

test("the half of a skew-symmetric matrix that is not written has the other sign", async () => {
  const skew = await fileOf("skew.mtx", "%%MatrixMarket matrix coordinate real skew-symmetric\n3 3 2\n2 1 3\n3 1 4\n");
  expect(await edgesOf(skew)).toEqual([
    { source: 2, target: 1, weight: 3 },
    { source: 1, target: 2, weight: -3 },
    { source: 3, target: 1, weight: 4 },
    { source: 1, target: 3, weight: -4 },
  ]);
});

test("XML is read in the encoding that it says, or in UTF-16 where it begins as that", async () => {
  const text = '<graphml><graph edgedefault="directed"><node id="Müller"/></graph></graphml>';
  const latin = await place("latin.graphml");
  await writePieces(latin, [Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${text}`, "latin1")]);
  const wide = await place("wide.graphml");
  await writePieces(wide, [Buffer.from(`\ufeff<?xml version="1.0"?>${text}`, "utf16le")]);
  for (const path of [latin, wide]) expect(await verticesOf(path)).toEqual([{ id: "Müller" }]);
});

test("METIS' lists say each edge twice, and it is read once, with the weights that the header names", async () => {
  // The graph of METIS' manual, figure 3 (d): weights of vertices (one) and of edges.
  const path = await fileOf("manual.graph", "% comment\n3 2 011\n4 2 7\n2 1 7 3 9\n\n".replace("\n\n", "\n5 2 9\n"));
  expect(await verticesOf(path)).toEqual([
    { id: 1, weight: 4 },
    { id: 2, weight: 2 },
    { id: 3, weight: 5 },
  ]);
  expect(await edgesOf(path)).toEqual([
    { source: 1, target: 2, weight: 7 },
    { source: 2, target: 3, weight: 9 },
  ]);
  expect(await verticesOf(await fileOf("lonely.metis", "3 1\n2\n1\n\n"))).toHaveLength(3);
  expect(await verticesOf(await fileOf("sizes.metis", "2 1 110 2\n9 1 2 2\n8 3 4 1\n"))).toEqual([
    { id: 1, size: 9, weight1: 1, weight2: 2 },
    { id: 2, size: 8, weight1: 3, weight2: 4 },
  ]);
});

test("a packed file is unpacked, and its format is the extension before", async () => {
  const path = await place("edges.txt.gz");
  await writePieces(path, [gzipSync("1 2\n")]);
  expect(await edgesOf(path)).toEqual([{ source: 1, target: 2 }]);
});

test("a file of edges of both kinds is read as it is said", async () => {
  const text =
    '<graphml><key id="k" for="edge" attr.name="km" attr.type="int"><default>1</default></key><graph edgedefault="directed">' +
    '<node id="a"/><node id="b"/><edge source="a" target="b"><data key="k">5</data></edge><edge source="b" target="a" directed="false"/></graph></graphml>';
  const path = await fileOf("mixed.graphml", text);
  await expect(readGraph(path)).rejects.toThrow(
    "all of its edges must be directed, or none: got both kinds; say directed: true",
  );
  expect(await edgesOf(path, { directed: true })).toEqual([
    { source: "a", target: "b", km: 5 },
    { source: "b", target: "a", km: 1 },
    { source: "a", target: "b", km: 1 },
  ]);
  expect(await edgesOf(path, { directed: false })).toHaveLength(2);
  const gexf =
    '<gexf><graph defaultedgetype="directed"><nodes><node id="a"/><node id="b"/></nodes><edges>' +
    '<edge source="a" target="b" weight="2"/><edge source="b" target="a" type="mutual"/></edges></graph></gexf>';
  expect(await edgesOf(await fileOf("mixed.gexf", gexf), { directed: true })).toEqual([
    { source: "a", target: "b", weight: 2 },
    { source: "b", target: "a", weight: 1 },
    { source: "a", target: "b", weight: 1 },
  ]);
});

test("columns that NetworkX declares once for each type are one", async () => {
  const graphml =
    '<graphml><key id="d1" for="edge" attr.name="weight" attr.type="double"/><key id="d0" for="edge" attr.name="weight" attr.type="long"/>' +
    '<graph edgedefault="undirected"><node id="a"/><node id="b"/><node id="c"/><edge source="a" target="b"><data key="d0">1</data></edge>' +
    '<edge source="b" target="c"><data key="d1">2.5</data></edge></graph></graphml>';
  expect(await edgesOf(await fileOf("types.graphml", graphml))).toEqual([
    { source: "a", target: "b", weight: 1 },
    { source: "b", target: "c", weight: 2.5 },
  ]);
  const gexf =
    '<gexf><graph defaultedgetype="undirected"><attributes class="node"><attribute id="0" title="size" type="long"/>' +
    '<attribute id="1" title="size" type="double"/></attributes><nodes><node id="a"><attvalues><attvalue for="0" value="1"/></attvalues></node>' +
    '<node id="b"><attvalues><attvalue for="1" value="2.5"/></attvalues></node></nodes></graph></gexf>';
  expect(await verticesOf(await fileOf("types.gexf", gexf))).toMatchObject([
    { id: "a", size: 1 },
    { id: "b", size: 2.5 },
  ]);
  const twice = gexf.replace('value="1"/>', 'value="1"/><attvalue for="1" value="3"/>');
  await expect(readGraph(await fileOf("twice.gexf", twice))).rejects.toThrow(
    '<node> must have one value of a title: got "size" by "0" and by "1"',
  );
});

test("an edge to itself without a direction is one edge where directions are asked for, as in NetworkX", async () => {
  const gexf =
    '<gexf><graph defaultedgetype="undirected"><nodes><node id="a"/><node id="b"/></nodes><edges>' +
    '<edge source="a" target="a"/><edge source="a" target="b"/></edges></graph></gexf>';
  const edges = (await edgesOf(await fileOf("loop.gexf", gexf), { directed: true })) as {
    source: string;
    target: string;
  }[];
  expect(edges.map(({ source, target }) => source + target)).toEqual(["aa", "ab", "ba"]);
});

test("whole numbers without a sign, as SciPy writes them, are whole numbers", async () => {
  const head = "%%MatrixMarket matrix coordinate unsigned-integer general\n2 2 1\n";
  expect(await edgesOf(await fileOf("u.mtx", `${head}1 2 7\n`))).toEqual([{ source: 1, target: 2, weight: 7 }]);
  await expect(readGraph(await fileOf("bad.mtx", `${head}1 2 7.5\n`))).rejects.toThrow("a whole number");
});

test("attributes that are called as an id or an end get an underscore behind", async () => {
  const text =
    '<graphml><key id="k" for="edge" attr.name="source"/><key id="n" for="node" attr.name="id"/><graph edgedefault="directed">' +
    '<node id="a"><data key="n">x</data></node><edge source="a" target="a"><data key="k">y</data></edge></graph></graphml>';
  const path = await fileOf("names.graphml", text);
  expect(await edgesOf(path)).toEqual([{ source: "a", target: "a", source_: "y" }]);
  expect(await verticesOf(path)).toEqual([{ id: "a", id_: "x" }]);
});
