import { chartBundle } from "./mime-bundle.ts";

/** A chart: as SVG, and as text where no picture can be shown. A notebook shows the picture, a terminal the text. */
export class Picture {
  /** A whole `<svg>` element, for a page or a file. Light and dark, as whoever looks at it prefers. */
  readonly svg: string;
  readonly #text: string;

  constructor(svg: string, text: string) {
    this.svg = svg;
    this.#text = text;
    const show = (name: string, value: () => unknown): void =>
      void Object.defineProperty(this, Symbol.for(name), { value });
    show("Jupyter.display", () => chartBundle(svg, text));
    show("nodejs.util.inspect.custom", () => text);
  }

  /** The chart in characters, without colors. */
  toString(): string {
    return this.#text;
  }

  /** Prints the chart. */
  print(): void {
    console.log(this.#text);
  }
}
