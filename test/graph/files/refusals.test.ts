import { expect, test } from "vitest";
import { readGraph } from "../../../graph/mod.ts";
import { fileOf, given } from "./folder.ts";

const header = "%%MatrixMarket matrix coordinate real general\n";

test.each([
  ["edges.txt", "1 2\n1 2 3\n", 'in line 2 as an edge must have 2 columns: source, target: got 3 in "1 2 3"'],
  ["edges.txt", "1\n", 'in line 1 as an edge must have 2 columns: source, target: got 1 in "1"'],
  ["m.mtx", "1 2\n", 'in line 1 as it must begin with "%%MatrixMarket matrix": got "1 2"'],
  ["m.mtx", "%%MatrixMarket matrix array real general\n1 1\n", "its matrix must be one of coordinates: got array"],
  [
    "m.mtx",
    "%%MatrixMarket matrix coordinate complex general\n",
    "its entries must be real, integer, pattern: got complex",
  ],
  [
    "m.mtx",
    "%%MatrixMarket matrix coordinate real hermitian\n",
    "its symmetry must be general, symmetric, skew-symmetric",
  ],
  [
    "m.mtx",
    `${header}2 3 1\n`,
    'in line 2 as the matrix must be square, and its size three whole numbers: rows, columns, entries: got "2 3 1"',
  ],
  [
    "m.mtx",
    `${header}2 2 1\n3 1 1\n`,
    'in line 3 as an entry must be a row and a column from 1 to 2, and a number: got "3 1 1"',
  ],
  ["m.mtx", `${header}2 2 1\n1 1\n`, "in line 3"],
  ["m.mtx", `${header}2 2 2\n1 1 1\n`, "it must have 2 entries as it says itself: got 1"],
  ["m.mtx", header, "it must have a header and a line of its size: got 1 lines"],
  ["g.metis", "1 2\nx\n", 'in line 2 as neighbours must be numbers from 1 to 1: got "x"'],
  ["g.metis", "a b\n", "its header must be numbers: vertices, edges"],
  ["g.metis", "2 1\n2\n", "it must have 2 lines of neighbours: got 1"],
  ["g.metis", "2 1\n2\n1\n1\n", "in line 4 as it must have 2 lines of neighbours as its header says"],
  ["g.metis", "3 1\n2\n\n2\n", "it must have each of its 1 edges at both of its ends, with one weight: got 1 edges"],
  ["g.metis", "2 1 1\n2\n1\n", "each with the weight of its edge"],
  ["g.graphml", "<graphml>", "as it must be well-formed XML: got unclosed tag: graphml"],
  ["g.graphml", "<graphml/>", "it must have an element <graph>: got none"],
  [
    "g.graphml",
    '<graphml>\n<graph edgedefault="directed"><edge source="a"/></graph></graphml>',
    "in line 2 as <edge> must have target=…: got <edge source>",
  ],
  [
    "g.graphml",
    '<graphml><graph edgedefault="directed"><hyperedge/></graph></graphml>',
    "edges must have two ends: got <hyperedge>",
  ],
  [
    "g.graphml",
    '<graphml><graph edgedefault="directed"/><graph edgedefault="directed"/></graphml>',
    "it must hold one graph",
  ],
  [
    "g.graphml",
    '<graphml><key id="k" attr.type="date"/></graphml>',
    'attr.type must be boolean, int, long, float, double, string: got "date"',
  ],
  [
    "g.graphml",
    '<graphml><key id="k" attr.type="int"/><graph edgedefault="directed"><node id="a"><data key="k">1.5</data></node></graph></graphml>',
    'data of key "k" must be of type int: got "1.5"',
  ],
  [
    "g.graphml",
    '<graphml><graph edgedefault="directed"><node id="a"><data key="q">1</data></node></graph></graphml>',
    'its data must have a declared <key>: got "q"',
  ],
  [
    "g.graphml",
    '<!DOCTYPE g [<!ENTITY a "b">]><graphml><graph edgedefault="directed"><node id="&a;"/></graph></graphml>',
    "must be well-formed XML",
  ],
  ["g.gexf", "<gexf/>", "it must have an element <graph>: got none"],
  [
    "g.gexf",
    '<gexf><graph><attributes class="node" mode="dynamic"/></graph></gexf>',
    'attributes must have one value each: got mode="dynamic"',
  ],
  [
    "g.gexf",
    '<gexf><graph><nodes><node id="a"><attvalues><attvalue for="3" value="x"/></attvalues></node></nodes></graph></gexf>',
    'its value must be of a declared <attribute>: got "3"',
  ],
  [
    "g.gexf",
    '<gexf><graph><edges><edge source="a" target="b" weight="much"/></edges></graph></gexf>',
    'its value must be of type double: got "much"',
  ],
  ["g.json", "[1]", "it must be a JSON object: got an array"],
  ["g.json", "{", "it must be a JSON object: got "],
  ["g.json", '{"nodes": []}', "it must be an object with lists nodes and links (or edges): got an object with nodes"],
  ["g.json", '{"nodes": [{"id": null}], "links": []}', "nodes[0].id must be a number or a text: got null"],
  ["g.json", '{"nodes": [], "links": [{"source": 1}]}', "links[0].target must be a number or a text: got undefined"],
])("%s that holds %j is refused", async (name, text, message) => {
  await expect(readGraph(await fileOf(name, text))).rejects.toThrow(message);
});

test("an edge list with dictionaries says how NetworkX writes one without", async () => {
  await expect(readGraph(given("dictionaries.edgelist"))).rejects.toThrow(
    'got a dictionary in "0 1 {}"; write it without dictionaries, in NetworkX by write_weighted_edgelist or write_edgelist(…, data=False)',
  );
});

test("a file that is not there, and one of no known format, are told as that", async () => {
  await expect(readGraph("nowhere.graphml")).rejects.toThrow("nowhere.graphml");
  await expect(readGraph("edges.csv")).rejects.toThrow('got the extension "csv"; tables of edges are datasets');
  await expect(readGraph("edges")).rejects.toThrow('got no extension; name it as format: "edge-list" or');
  await expect(readGraph("edges.constructor")).rejects.toThrow('got the extension "constructor"');
});

test("options that a format has no use for are refused", async () => {
  await expect(readGraph("g.mtx", { directed: true })).rejects.toThrow(
    "with directed as matrix-market says that itself: got directed; leave it out, and use undirected() behind",
  );
  await expect(readGraph("g.gexf", { columns: ["a"] })).rejects.toThrow("with columns as gexf says that itself");
  await expect(readGraph("g.txt", { delimiter: "::" })).rejects.toThrow('must be one character of ASCII: got "::"');
  await expect(readGraph("g.txt", { formt: "metis" } as never)).rejects.toThrow("did you mean format?");
  const path = await fileOf("edges.txt", "1 2 3\n");
  await expect(readGraph(path, { weight: "km" })).rejects.toThrow(
    'its edges must have the column "km": got source, target, weight; name one of these as weight',
  );
});
