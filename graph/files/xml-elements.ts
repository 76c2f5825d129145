import { fileError } from "./document.ts";
import { Utf8Text } from "./text-lines.ts";
import { shownValue } from "./written-values.ts";

/** An element as it begins. Names are without prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** From 1. */
  readonly line: number;
}

/** What is done with elements. */
export interface XmlHandler {
  open(element: XmlElement): void;
  /** @param text All text directly inside of it. */
  close(name: string, text: string, line: number): void;
}

async function loadParser(path: string): Promise<typeof import("saxes")> {
  try {
    return await import("saxes");
  } catch (cause) {
    throw new Error(
      `Cannot read a graph from ${JSON.stringify(path)} as the package "saxes" must be installed for XML: got none; run npm install saxes`,
      { cause },
    );
  }
}

/** Elements of a document, as they come. Entities of a document's own are refused. */
export async function eachElement(pieces: AsyncIterable<Uint8Array>, path: string, handler: XmlHandler): Promise<void> {
  const { SaxesParser } = await loadParser(path);
  const parser = new SaxesParser();
  const texts: string[] = [];
  parser.on("opentag", ({ name, attributes }) => {
    texts.push("");
    const plain = Object.entries(attributes).map(([key, value]) => [localName(key), value] as const);
    handler.open({ name: localName(name), attributes: new Map(plain), line: parser.line });
  });
  const addText = (text: string): void => {
    if (texts.length > 0) texts[texts.length - 1] += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", ({ name }) => handler.close(localName(name), texts.pop()!, parser.line));
  parser.on("error", ({ message }) => {
    throw fileError({
      path,
      line: parser.line,
      as: "it must be well-formed XML",
      got: message.replace(/^[^ ]*: /, ""),
      remedy: "copy the file again from where it came from, or name what it is by format",
    });
  });
  let text: Utf8Text | undefined;
  for await (const piece of pieces) {
    text ??= new Utf8Text(path, encodingOf(piece));
    parser.write(text.of(piece));
  }
  parser.write(text?.end() ?? "").close();
}

/** UTF-8, or what the file says of itself where it begins. */
function encodingOf(first: Uint8Array): string {
  if (first[0] === 0xff && first[1] === 0xfe) return "utf-16le";
  if (first[0] === 0xfe && first[1] === 0xff) return "utf-16be";
  const head = String.fromCharCode(...first.subarray(0, 256));
  return /^[^<]*<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)["']/.exec(head)?.[1] ?? "utf-8";
}

/** `viz:position` is `position` here: both formats are told by their elements alone. */
function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** A text as it may stand in an element or an attribute. */
export function xmlText(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (one) => `&#${one.charCodeAt(0)};`);
}

/** Whether XML can hold the text: control characters have no way to be written. */
export function fitsXml(text: string): boolean {
  return text.isWellFormed() && !/[^\P{Cc}\t\n\r\x7f-\x9f]|[\ufffe\uffff]/u.test(text);
}

/** The name of a column as it may stand in an attribute. */
export function columnName(name: string, path: string): string {
  if (fitsXml(name)) return xmlText(name);
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as names of columns in XML must be texts without control characters: ` +
      `got ${shownValue(name)}; rename it before, or leave it out by columns: […] or vertexColumns: […]`,
  );
}
