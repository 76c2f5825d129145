import { parse } from "acorn";

/** A module without the blanks its lines begin with; texts over several lines stay as they are, and so do lines and their numbers. */
export function withoutIndent(code: string): string {
  const lines = code.split("\n");
  const inTexts = linesWithinTexts(code, lines.length);
  return lines.map((line, index) => (inTexts[index] === 1 ? line : line.replace(/^[\t ]+/, ""))).join("\n");
}

/** 1 for each line that begins within a text: of a template, or one with a backslash at the end of its line. */
function linesWithinTexts(code: string, lineCount: number): Uint8Array {
  const within = new Uint8Array(lineCount);
  parse(code, {
    ecmaVersion: "latest",
    sourceType: "module",
    allowHashBang: true,
    locations: true,
    onToken: ({ type, loc }) => {
      if (type.label === "template" || type.label === "string") within.fill(1, loc!.start.line, loc!.end.line);
    },
  });
  return within;
}
