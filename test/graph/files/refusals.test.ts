import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { writePieces } from "../../../core/mod.ts";
import { eachLine } from "../../../graph/files/text-lines.ts";
import { readGraph } from "../../../graph/mod.ts";
import { fileOf, given, place } from "./folder.ts";

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
  ["m.mtx", header, "it must have a header and a line of its size: got 1 line"],
  ["g.metis", "1 2\nx\n", 'in line 2 as neighbours must be numbers from 1 to 1: got "x"'],
  ["g.metis", "a b\n", "its header must be numbers: vertices, edges"],
  ["g.metis", "2 1\n2\n", "it must have 2 lines of neighbours: got 1"],
  ["g.metis", "2 1\n2\n1\n1\n", "in line 4 as it must have 2 lines of neighbours as its header says"],
  [
    "g.metis",
    "3 1\n2\n\n2\n",
    "it must have each of its 1 edge at both of its ends, with one weight: got edges that only one",
  ],
  ["g.metis", "2 2\n2\n1\n", "it must have each of its 2 edges at both of its ends, with one weight: got 1 edge"],
  ["g.metis", "2 1 1\n2\n1\n", "from 1 to 2, each followed by the weight of its edge, a whole number: got"],
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

const graphml = (inside: string): string =>
  `<graphml><key id="w" for="edge" attr.name="weight" attr.type="double"/>\n<graph edgedefault="undirected">\n${inside}\n</graph></graphml>`;
const gexf = (inside: string): string => `<gexf><graph>\n${inside}\n</graph></gexf>`;
const symmetric = "%%MatrixMarket matrix coordinate real symmetric\n3 3 2\n";
/** Ten entities, each of ten of the one before: ten thousand million characters. */
const laughs = `<!DOCTYPE g [<!ENTITY l0 "ha">${Array.from({ length: 10 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join("")}]>\n`;

test.each([
  // What would be read as another graph, and nobody would hear of it.
  [
    "edges.txt",
    "source target weight\n1 2 3\n",
    "words where all others have numbers, as a line of names has; begin that line with",
  ],
  ["edges.txt", "from to\n1 2\n", "its first edge must be one like the others"],
  [
    "edges.txt",
    "1 2 3\n2 3 x\n",
    'in line 2 as the third column must be a number that a double holds, as in the lines before, or be named: got "x"',
  ],
  [
    "edges.txt",
    "1 2 123456789012345678901\n",
    'or be named: got "123456789012345678901"; mend the line, or name it by columns',
  ],
  [
    "edges.txt",
    "1,,3\n",
    'in line 1 as ids and values must be words in UTF-8 without quotes and control characters: got ""',
  ],
  ["edges.txt", '"a,b",c\n', 'got "\\"a"; read a table with quotes as one'],
  ["edges.txt", "1 2\r3 4\r", 'without quotes and control characters: got "2\\r3"'],
  ["edges.txt", "a\0b c\n", 'got "a\\u0000b"'],
  [
    "edges.txt",
    "1 ".repeat(5000),
    "an edge must have 1002 columns: source, target, … as many as the first edge has: got 5000",
  ],
  [
    "m.mtx",
    `${symmetric}2 1 1\n1 2 1\n`,
    "a symmetric matrix must have entries of one half: got entries of both halves",
  ],
  [
    "m.mtx",
    `${header}2147483647 2147483647 1\n1 2 1\n`,
    "in line 2 as the matrix must have at most 134217728 rows: got 2147483647",
  ],
  [
    "m.mtx",
    `${header}3 3 1\n-1 2 1\n`,
    'in line 3 as an entry must be a row and a column from 1 to 3, and a number: got "-1 2 1"',
  ],
  [
    "m.mtx",
    "%%MatrixMarket matrix coordinate integer general\n3 3 1\n1 2 1.5\n",
    "from 1 to 3, and a whole number: got",
  ],
  [
    "m.mtx",
    "%%MatrixMarket matrix coordinate real skew-symmetric\n3 3 1\n1 1 4\n",
    "a row and a column, which is another, from 1 to 3",
  ],
  ["m.mtx", `${header}3 3 999999999999\n1 2 1\n`, "it must have 999,999,999,999 entries as it says itself: got 1"],
  ["g.metis", "999999999999999 1\n2\n", "it must have 999,999,999,999,999 lines of neighbours: got 1"],
  ["g.graphml", laughs + graphml('<node id="&l10;"/>'), "must be well-formed XML: got undefined entity"],
  [
    "g.graphml",
    `<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]>${graphml('<node id="&x;"/>')}`,
    "got undefined entity",
  ],
  [
    "g.graphml",
    graphml('<node id="a"/>\n<node id="a"/>'),
    'each vertex must have an id of its own: got "a" again as vertex 2',
  ],
  [
    "g.graphml",
    graphml('<node id="a"/><edge source="a" target="b"/>'),
    'edges must lead from and to vertices of the file: got "b" as target of edge 1',
  ],
  [
    "g.graphml",
    graphml('<node id="a"/><edge source="a" target="a" directed="maybe"/>'),
    'in line 3 as directed of <edge> must be true or false: got "maybe"',
  ],
  [
    "g.graphml",
    '<graphml><graph edgedefault="both"/></graphml>',
    'edgedefault must be directed or undirected: got "both"',
  ],
  [
    "g.graphml",
    '<graphml><node id="a"/><graph edgedefault="directed"/></graphml>',
    "<node> must be in <graph>: got <node> before it",
  ],
  ["g.graphml", '<graphml><key id="k"/><key id="k"/></graphml>', 'each <key> must have an id of its own: got "k"'],
  [
    "g.graphml",
    '<graphml><key id="k" for="node" attr.name="a"/><key id="l" for="node" attr.name="a"/><graph edgedefault="directed">' +
      '<node id="n"><data key="k">1</data><data key="l">2</data></node></graph></graphml>',
    '<node> must have one value of a name: got "a" by "k" and by "l"',
  ],
  [
    "g.graphml",
    '<?xml version="1.0" encoding="martian"?><graphml/>',
    'its encoding must be one that is known: got "martian"; write it in UTF-8',
  ],
  ["g.graphml", graphml('<node id="a"/>').slice(0, 120), "must be well-formed XML: got unclosed tag"],
  ["g.gexf", laughs + gexf('<nodes><node id="&l10;"/></nodes>'), "must be well-formed XML: got undefined entity"],
  [
    "g.gexf",
    gexf('<nodes><node id="a"/><node id="a"/></nodes>'),
    'each vertex must have an id of its own: got "a" again',
  ],
  [
    "g.gexf",
    gexf('<edges><edge source="a" target="b"/></edges>'),
    'edges must lead from and to vertices of the file: got "a" as source of edge 1',
  ],
  [
    "g.gexf",
    gexf('<edges><edge source="a" target="b" type="sideways"/></edges>'),
    'in line 2 as types of edges must be directed, undirected or mutual: got "sideways"',
  ],
  ["g.gexf", '<gexf><graph defaultedgetype="x"/></gexf>', 'must be directed, undirected or mutual: got "x"'],
  [
    "g.gexf",
    gexf('<nodes><node id="a">\n<nodes><node id="b"/></nodes></node></nodes>'),
    "in line 3 as vertices must be in no others: got <node> in <node>",
  ],
  ["g.gexf", "<gexf><graph/><graph/></gexf>", "it must hold one graph: got another <graph>"],
  ["g.gexf", '<gexf><nodes><node id="a"/></nodes><graph/></gexf>', "<node> must be in <graph>"],
  [
    "g.json",
    '{"nodes": [{"id": 1}, {"id": 1}], "links": []}',
    "each vertex must have an id of its own: got 1 again as vertex 2",
  ],
  ["g.json", '{"nodes": [{"id": 1}], "links": [{"source": 1, "target": "1"}]}', 'got "1" as target of edge 1'],
  ["g.json", '{"nodes": [{"id": 1e999}], "links": []}', "nodes[0].id must be a number or a text: got Infinity"],
  [
    "g.json",
    '{"nodes": [{"name": "a"}], "links": [{"source": 0, "target": 0}]}',
    "give each of the nodes an id, and links the ids of both ends",
  ],
  ["g.json", '{"directed": "yes", "nodes": [], "links": []}', 'directed must be true or false: got "yes"'],
  ["g.json", '{"nodes": [], "links": [], "edges": []}', "its edges must be links or edges: got both"],
  [
    "g.json",
    '{"nodes": [{"id": 1}], "links": [{"source": 1, "target": 1, "weight": NaN}]}',
    "it must be a JSON object: got Unexpected token",
  ],
])("%s that holds %j is no graph, and is told as none", async (name, text, message) => {
  await expect(readGraph(await fileOf(name, text))).rejects.toThrow(message);
});

test.each(["edges.txt", "g.graphml", "g.gexf", "g.json"])(
  "%s in another encoding is refused, as ids would be the same that are not",
  async (name) => {
    const path = await place(name);
    await writePieces(path, [Buffer.from("<Müller Straße", "latin1")]);
    await expect(readGraph(path)).rejects.toThrow(/UTF-8[^;]*: got .*bytes/);
    await writePieces(path, [Buffer.from("\ufeff1 2\n", "utf16le")]);
    await expect(readGraph(path)).rejects.toThrow(/Cannot read a graph from .*; /);
  },
);

test("weights that are no numbers are told by the algorithms that take them, with their edge", async () => {
  for (const weight of ["NaN", "inf", "1e999"]) {
    const read = await readGraph(await fileOf("edges.txt", `1 2 1\n2 3 ${weight}\n`));
    await expect(read.sssp({ from: 1 }).collect()).rejects.toThrow(
      /it must be a finite number: got .*"source":2,"target":3/,
    );
    expect(await read.bfs({ from: 1 }).collect()).toHaveLength(3);
  }
});

test("a line without an end is refused before it fills the memory", async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) yield new Uint8Array(2 ** 27).fill(49);
  }
  await expect(eachLine(endless(), "long.txt", () => {})).rejects.toThrow(
    'Cannot read a graph from "long.txt" in line 1 as a line must have at most 256 MiB: got more; see that',
  );
});

test("a packed file that is cut is told with its name", async () => {
  const path = await place("edges.txt.gz");
  const packed = gzipSync("1 2\n".repeat(10_000));
  await writePieces(path, [packed.subarray(0, packed.length - 20)]);
  await expect(readGraph(path)).rejects.toThrow("edges.txt.gz");
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
