/** A table of call against call on a page for those who come from elsewhere. */
export interface ComparedCall {
  /** Line of its row, from 1. */
  readonly line: number;
  /** What the others have there. */
  readonly theirs: string;
  /** Code of ours in it, each piece by itself; none where it is said not to be there. */
  readonly calls: readonly string[];
  /** The whole cell. */
  readonly ours: string;
}

const ourColumn = "Millrace";

/** The rows of all tables of a page that have a column "Millrace". */
export function comparedCalls(text: string): ComparedCall[] {
  let column = -1;
  return text.split("\n").flatMap((row, index) => {
    const cells = cellsOf(row);
    if (cells === undefined) {
      column = -1;
      return [];
    }
    if (column < 0) {
      column = cells.indexOf(ourColumn);
      return [];
    }
    if (cells.every((cell) => /^:?-+:?$/.test(cell))) return [];
    const ours = cells[column] ?? "";
    return [{ line: index + 1, theirs: cells[0] ?? "", ours, calls: codeIn(ours) }];
  });
}

/** The code of a page's ```ts names block: what the names in its tables stand for. */
export function namesOf(text: string): string {
  return /^```ts names\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? "";
}

/** Whether a piece is a command of the shell and not code. */
export function isCommand(call: string): boolean {
  return call.startsWith("millrace ");
}

/** All calls of a page as one module, each with its line, in a block of its own. */
export function comparisonModule(page: string, text: string): string {
  const blocks = comparedCalls(text).flatMap(({ line, calls }) =>
    calls.filter((call) => !isCommand(call)).map((call) => `{ // ${page}:${line}\n  ${call};\n}\n`),
  );
  return `${namesOf(text)}${blocks.join("")}export {};\n`;
}

/** Cells of a row of a table; a bar within code is written `\|`. */
function cellsOf(row: string): string[] | undefined {
  if (!row.startsWith("|")) return undefined;
  const cells = row.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function codeIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
}
