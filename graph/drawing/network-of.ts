import {
  barText,
  countText,
  type NetworkNode,
  type NetworkView,
  networkChart,
  scatterText,
} from "../../core/display/mod.ts";
import { from } from "../../core/mod.ts";
import { degrees } from "../algorithms/degrees.ts";
import { forceAtlas } from "../algorithms/force-atlas.ts";
import { graphMetrics } from "../algorithms/graph-metrics.ts";
import { louvain } from "../algorithms/louvain.ts";
import type { Graph } from "../graph.ts";
import { type Described, namedShape, type Row, withNamedEnds } from "../methods/described.ts";
import { type GraphPicture, graphPicture } from "./graph-picture.ts";

/** Vertices that are drawn at most; of more their communities are. */
const mostVertices = 5000;
/** Communities that are drawn at most, the largest. */
const mostCommunities = 300;
/** A community that has so much fewer vertices than the largest would be less than a dot. */
const leastShare = 1 / 500;
/** Lines that are drawn at most: the heaviest. */
const mostLinks = 20_000;

type AnyGraph = Graph<unknown, string, unknown, unknown>;

export interface NetworkOptions {
  readonly title?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** Makes a graph of what describes it. */
export type MakeGraph = (described: Described) => AnyGraph;

interface Vertex {
  readonly id: unknown;
  readonly community: unknown;
  readonly degree: number;
}

/** The vertices as points, those of a community in one color, and the edges between them. */
export async function networkOf(graph: Described, make: MakeGraph, options: NetworkOptions): Promise<GraphPicture> {
  const [metrics] = await make(graph).apply(graphMetrics()).collect();
  const { vertices, edges } = metrics!;
  const counted = `${countText(vertices, "vertex", "vertices")}, ${countText(edges, "edge")}`;
  if (vertices <= mostVertices) {
    const { view, groups } = await placed(graph, make, (vertex) => ({ name: String(vertex.id), size: vertex.degree }));
    return drawn(view, `${counted}, ${countText(groups, "community", "communities")}`, options, () => 1);
  }
  const { described, names, shown, all } = await collapsed(graph, make);
  const { view } = await placed(described, make, ({ id }) => names.get(id as number)!);
  // A community is a color of its own.
  const colored = { ...view, nodes: view.nodes.map((node, at) => ({ ...node, group: at })) };
  const which = shown === all ? `${all}` : `the largest ${shown} of ${all.toLocaleString("en-US")}`;
  return drawn(colored, `${counted}, drawn as ${which} communities`, options, ({ size }) => size);
}

type Looks = (vertex: Vertex) => { readonly name: string; readonly size: number };

async function placed(graph: Described, make: MakeGraph, looks: Looks): Promise<{ view: NetworkView; groups: number }> {
  const one = make(graph);
  const { idName } = graph.shape;
  const weights = graph.shape.weight === undefined ? "ignore" : "use";
  const { places, communities, sizes } = one.applyAll({
    places: forceAtlas(),
    communities: louvain({ weights }),
    sizes: degrees({ weights: "ignore" }),
  });
  const on = idName as never;
  const rows = (await places.join(communities, { on }).join(sizes, { on }).collect()) as unknown as (Vertex &
    Record<string, unknown> & { x: number; y: number })[];
  const vertices = rows.map((row) => ({ ...row, id: row[idName] }));
  const groups = bySize(vertices.map(({ community }) => keyOf(community)));
  const nearer = drawnNearer(vertices);
  const nodes = vertices.map((vertex, at) => ({
    ...nearer[at]!,
    group: groups.get(keyOf(vertex.community))!,
    ...looks(vertex),
  }));
  const at = new Map(vertices.map(({ id }, place) => [keyOf(id), place]));
  const links = (await endsOf(graph)).flatMap(({ source, target, weight }) => {
    const [one, other] = [at.get(keyOf(source))!, at.get(keyOf(target))!];
    return one === other ? [] : [{ source: one, target: other, weight }];
  });
  links.sort((a, b) => b.weight - a.weight);
  return { view: { nodes, links: links.slice(0, mostLinks) }, groups: groups.size };
}

/**
 * Vertices of few edges are driven far out by hubs, so that there would be no room for the others: distances from the middle are drawn
 * as their square roots where they are greater than most.
 */
function drawnNearer(places: readonly { readonly x: number; readonly y: number }[]): { x: number; y: number }[] {
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
  const [x, y] = [middle(places.map((place) => place.x)), middle(places.map((place) => place.y))];
  const usual = middle(places.map((place) => Math.hypot(place.x - x, place.y - y))) || 1;
  return places.map((place) => {
    const far = Math.hypot(place.x - x, place.y - y) / usual;
    const by = far > 1 ? Math.sqrt(far) / far : 1;
    return { x: (place.x - x) * by, y: (place.y - y) * by };
  });
}

/** The graph of the communities of a graph; each is named by its vertex of the most edges. */
async function collapsed(
  graph: Described,
  make: MakeGraph,
): Promise<{
  described: Described;
  names: ReadonlyMap<number, { name: string; size: number }>;
  shown: number;
  all: number;
}> {
  const { idName } = graph.shape;
  const { communities, sizes } = make(graph).applyAll({ communities: louvain(), sizes: degrees() });
  const rows = (await communities.join(sizes, { on: idName as never }).collect()) as unknown as (Vertex & Row)[];
  const groups = bySize(rows.map(({ community }) => keyOf(community)));
  const names = new Map<number, { name: string; size: number; degree: number }>();
  const groupOf = new Map<unknown, number>();
  for (const row of rows) {
    const group = groups.get(keyOf(row.community))!;
    groupOf.set(keyOf(row[idName]), group);
    const before = names.get(group) ?? { name: "", size: 0, degree: -1 };
    const best = row.degree > before.degree ? { name: String(row[idName]), degree: row.degree } : before;
    names.set(group, { ...best, size: before.size + 1 });
  }
  const sizesOf = [...names.values()].map(({ size }) => size);
  const least = leastShare * Math.max(...sizesOf);
  const shown = Math.min(sizesOf.filter((size) => size >= least).length, mostCommunities);
  const between = new Map<number, number>();
  for (const { source, target } of await endsOf(graph)) {
    const [one, other] = [groupOf.get(keyOf(source))!, groupOf.get(keyOf(target))!];
    if (one === other || one >= shown || other >= shown) continue;
    const pair = Math.min(one, other) * shown + Math.max(one, other);
    between.set(pair, (between.get(pair) ?? 0) + 1);
  }
  const edges = [...between].map(([pair, weight]) => ({
    source: Math.floor(pair / shown),
    target: pair % shown,
    weight,
  }));
  const vertices = Array.from({ length: shown }, (_, id) => ({ id }));
  const shape = {
    source: "source",
    target: "target",
    weight: "weight",
    id: "id",
    idName: "id",
    directed: false,
  } as const;
  return {
    described: { edges: from(edges), vertices: from(vertices), shape } as Described,
    names,
    shown,
    all: groups.size,
  };
}

async function endsOf(graph: Described): Promise<readonly { source: unknown; target: unknown; weight: number }[]> {
  const { weight } = namedShape(graph.shape);
  const rows = await withNamedEnds(graph).collect();
  return rows.map((row) => ({
    source: row.source,
    target: row.target,
    weight: weight === undefined ? 1 : Math.max(0, Number(row.weight)),
  }));
}

/** A number for each of what there is, the most frequent first. */
function bySize(values: readonly unknown[]): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const order = [...counts].sort(([, one], [, other]) => other - one);
  return new Map(order.map(([value], at) => [value, at]));
}

/** What tells ids apart: they may be objects. */
function keyOf(id: unknown): unknown {
  return typeof id === "object" && id !== null ? JSON.stringify(id) : id;
}

/** @param countOf How many vertices a node stands for. */
function drawn(
  view: NetworkView,
  subtitle: string,
  { title, width, height }: NetworkOptions,
  countOf: (node: NetworkNode) => number,
): GraphPicture {
  const size = { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
  const svg = networkChart(view, { ...(title === undefined ? {} : { title }), subtitle, ...size });
  // Lines of text go down, as those of a picture do.
  const cloud = [{ name: "vertices", x: view.nodes.map((node) => node.x), y: view.nodes.map((node) => -node.y) }];
  const head = [...(title === undefined ? [] : [title]), subtitle].join("\n");
  return graphPicture(
    svg,
    `${head}\n${scatterText(cloud, { width: 78, height: 22 })}\n${communitiesText(view, countOf)}`,
  );
}

/** The largest communities, each by the name of its largest vertex. */
function communitiesText({ nodes }: NetworkView, countOf: (node: NetworkNode) => number): string {
  const groups = new Map<number, { name: string; size: number; count: number }>();
  for (const node of nodes) {
    const { group, name, size } = node;
    const before = groups.get(group) ?? { name, size: -1, count: 0 };
    groups.set(group, { ...(size > before.size ? { name, size } : before), count: before.count + countOf(node) });
  }
  const largest = [...groups.values()].sort((one, other) => other.count - one.count).slice(0, 8);
  const labels = largest.map(({ name }) => name);
  return barText({ labels, series: [{ name: "vertices", values: largest.map(({ count }) => count) }] }, { width: 78 });
}
