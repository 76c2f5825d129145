import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { connectedComponents } from "../algorithms/connected-components.ts";
import { degrees } from "../algorithms/degrees.ts";
import { demand } from "../checks.ts";
import type { Described } from "../methods/described.ts";
import type { GraphPicture } from "./graph-picture.ts";
import { type MakeGraph, networkOf } from "./network-of.ts";
import { componentsPlot, degreesPlot } from "./plots-of.ts";

export interface PictureOptions {
  /** The graph itself, how many vertices have each degree, or how large its components are. Default "graph". */
  readonly of?: "graph" | "degrees" | "components";
  readonly title?: string;
  /** Pixels, of pictures of the graph itself. Default 760. */
  readonly width?: number;
  /** Pixels, of pictures of the graph itself. Default 620. */
  readonly height?: number;
}

/** Pictures of a graph. */
export interface PictureMethods {
  /**
   * A picture of the graph: vertices by ForceAtlas2, larger by their degree, those of one community (Louvain) in one color. A graph of more
   * than 5,000 vertices is drawn as its communities. In a notebook it shows itself; `svg` is for files.
   *
   * @example
   * ```ts
   * import { gridGraph } from "millrace/graph";
   * const picture = await gridGraph([{ size: 4 }, { size: 4 }]).picture({ title: "A grid" });
   * console.log(picture.svg.startsWith("<svg")); // true
   * ```
   */
  picture(options?: PictureOptions): Promise<GraphPicture>;
  /** Prints the picture as text. */
  show(options?: PictureOptions): Promise<void>;
}

const known: KnownOptions<PictureOptions> = {
  of: ["graph", "degrees", "components"],
  title: true,
  width: true,
  height: true,
};

/** The pictures of one graph. */
export function boundPictures(graph: Described, make: MakeGraph): PictureMethods {
  const picture = (options: PictureOptions = {}): Promise<GraphPicture> => {
    checkOptions(options, known, "picture");
    mustBeDrawable(options);
    demand(graph.edges.boundedness === "bounded", {
      doing: "draw a graph",
      as: "its edges must end",
      got: "an unbounded dataset",
      remedy: "use limit(n) before it, or a window of the edges",
    });
    return pictureOf(graph, make, options);
  };
  return { picture, show: async (options) => console.log((await picture(options)).text) };
}

/** Pixels that a picture may be wide and high: in less there is no room for what stands in it, more is held by no viewer. */
const [leastPixels, mostPixels] = [100, 32_767] as const;

function mustBeDrawable({ title, width, height }: PictureOptions): void {
  const doing = "draw a graph";
  for (const [name, pixels] of Object.entries({ width, height }))
    demand(pixels === undefined || (typeof pixels === "number" && pixels >= leastPixels && pixels <= mostPixels), {
      doing,
      as: `the ${name} of its picture must be from ${leastPixels} to ${mostPixels} pixels`,
      got: pixels,
      remedy: `leave it out for ${name === "width" ? 760 : 620}`,
    });
  demand(title === undefined || typeof title === "string", {
    doing,
    as: "the title of its picture must be a text",
    got: title,
    remedy: "leave it out for none",
  });
}

async function pictureOf(graph: Described, make: MakeGraph, options: PictureOptions): Promise<GraphPicture> {
  const { of = "graph", title, width, height } = options;
  if (of === "graph") return networkOf(graph, make, { title, width, height });
  if (of === "degrees") {
    const rows = await make(graph).apply(degrees()).collect();
    return degreesPlot(
      rows.map(({ degree }) => degree),
      title ?? "Degrees",
    );
  }
  const rows = await make(graph).apply(connectedComponents()).collect();
  return componentsPlot(
    rows.map(({ component }) => component),
    title ?? "Components",
  );
}
