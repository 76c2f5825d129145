import { chartBundle, type MimeBundle } from "../../core/display/mod.ts";

/** A picture that shows itself: in a notebook as SVG, in a terminal as text. */
export interface GraphPicture {
  /** The picture as an SVG document. */
  readonly svg: string;
  /** About the same as text. */
  readonly text: string;
  toString(): string;
}

export function graphPicture(svg: string, text: string): GraphPicture {
  const made: GraphPicture = { svg, text, toString: () => text };
  const show = (name: string, value: () => unknown): void =>
    void Object.defineProperty(made, Symbol.for(name), { value });
  show("Jupyter.display", (): MimeBundle => chartBundle(svg, text));
  show("nodejs.util.inspect.custom", () => text);
  return made;
}
