import { shownValue } from "./written-values.ts";

/** What an edge list does not say by its edges. */
export interface EdgeListHead {
  readonly directed: boolean;
  /** Whether ids that look like numbers are texts. */
  readonly ofTexts: boolean;
  /** Of the columns behind both ends; none: as its reader calls them. */
  readonly names: readonly string[];
}

/** A comment in the first line, `# undirected edges of texts: source target kind` with tabs between: other programs read past it. */
export function* edgeListHead({ directed, ofTexts, names }: EdgeListHead, path: string): Generator<string> {
  if (directed && !ofTexts && names.length === 0) return;
  const unfit = names.find((name) => !name.isWellFormed() || /\p{Cc}/u.test(name));
  if (unfit !== undefined)
    throw new TypeError(
      `Cannot write a graph to ${JSON.stringify(path)} as names of columns in an edge list must be texts without tabs and other control characters: ` +
        `got ${shownValue(unfit)}; rename it by mapEdges(…) before, or leave it out by columns: […]`,
    );
  yield `# ${directed ? "" : "undirected "}edges${ofTexts ? " of texts" : ""}: ${["source", "target", ...names].join("\t")}\n`;
}

/** What the first line says, where it is such a comment. */
export function readEdgeListHead(line: string): EdgeListHead | undefined {
  const [, undirected, ofTexts, names] =
    /^# (undirected )?edges( of texts)?: source\ttarget((?:\t[^\t]*)*)$/.exec(line) ?? [];
  if (names === undefined) return undefined;
  return { directed: undirected === undefined, ofTexts: ofTexts !== undefined, names: names.split("\t").slice(1) };
}
