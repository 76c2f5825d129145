import { type KnownOptions, requireOptions, shown } from "../data/options.ts";
import { Picture } from "./picture.ts";

/** What is used of the package `@observablehq/plot`. */
export interface ObservablePlot<Options> {
  plot(options?: Options): unknown;
}

/** What is used of a drawn element. */
interface Element {
  readonly outerHTML: string;
}

export interface ObservablePictureOptions {
  /** What is shown where no picture can be: default, that there is one. */
  readonly text?: string;
}

const known: KnownOptions<ObservablePictureOptions> = { text: true };

/**
 * A picture by Observable Plot, for what the charts here do not draw: facets, density, maps, marks over marks. Notebooks show it, `svg`
 * is its markup (a `<figure>` where it has a title or a legend). Outside of browsers the document that it is drawn in is linkedom's.
 *
 * @param plot `import * as Plot from "@observablehq/plot"` (npm install \@observablehq/plot linkedom).
 * @param options Those of `Plot.plot`: marks over `table.toObjects()`.
 * @example
 * ```ts
 * import { observablePicture } from "millrace/display";
 * // import * as Plot from "@observablehq/plot";
 * // const trips = await dataset.toTable();
 * // const picture = await observablePicture(Plot, { marks: [Plot.dot(trips.toObjects(), { x: "km", y: "fare" })] });
 * const Plot = { plot: ({ width }: { width?: number } = {}) => ({ outerHTML: `<svg width="${width}"></svg>` }) };
 * console.log((await observablePicture(Plot, { width: 300 })).svg); // <svg xmlns="http://www.w3.org/2000/svg" width="300"></svg>
 * ```
 */
export async function observablePicture<Options extends object>(
  plot: ObservablePlot<Options>,
  options: Options,
  settings: ObservablePictureOptions = {},
): Promise<Picture> {
  requireOptions(settings, known, "observablePicture");
  if (typeof plot?.plot !== "function") {
    throw new TypeError(
      `Cannot draw by Observable Plot as the package must be given: got ${shown(plot)}; ` +
        'use import * as Plot from "@observablehq/plot" (npm install @observablehq/plot linkedom)',
    );
  }
  const drawn = plot.plot({ ...options, document: await documentToDraw() }) as Element;
  const { text = "a picture by Observable Plot" } = settings;
  // As a file of its own has to say it, and linkedom does not.
  const markup = drawn.outerHTML.replace(/^<svg (?![^>]*xmlns=)/, '<svg xmlns="http://www.w3.org/2000/svg" ');
  return new Picture(markup, text);
}

/** A browser's own; elsewhere one of linkedom, which is loaded when it is needed. */
async function documentToDraw(): Promise<unknown> {
  const { document } = globalThis as { document?: unknown };
  if (document !== undefined) return document;
  try {
    const { parseHTML } = await import("linkedom");
    return parseHTML("<!doctype html><html><body></body></html>").document;
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Error(
      'Cannot draw by Observable Plot as the package "linkedom" must be installed: got none; run npm install linkedom',
      { cause: error },
    );
  }
}
