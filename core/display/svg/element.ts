import { escapeHtml } from "../escape.ts";

/** Attributes of an element; those that are undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of SVG or HTML. Attributes are escaped; `children` are markup already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeHtml(typeof value === "number" ? decimalText(value) : String(value))}"`)
    .join("");
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("")}</${name}>`;
}

/** An element that holds a text. */
export function textElement(attributes: Attributes, text: string): string {
  return element("text", attributes, escapeHtml(text));
}

/** What a browser shows while the pointer rests on an element that holds it. */
export function tooltip(text: string): string {
  return element("title", {}, escapeHtml(text));
}

/** A number for an attribute or a path: to a tenth of a pixel, which no eye tells apart. */
export function decimalText(value: number): string {
  return String(Math.round(value * 10) / 10 + 0);
}
