/** A place on a raster of dots, from the left and from the top. */
export interface Dot {
  readonly x: number;
  readonly y: number;
}

/** Neighbouring characters of a row that the same series drew last; owner -1 for those that nobody did. */
export interface BrailleRun {
  readonly text: string;
  readonly owner: number;
}

/** A raster of dots, two columns and four rows in every character. What lies outside is not drawn. */
export interface Braille {
  readonly dot: (x: number, y: number, owner: number) => void;
  /** Draws from one dot to another, both included. */
  readonly line: (from: Dot, to: Dot, owner: number) => void;
  /** A row of characters. */
  readonly row: (row: number) => BrailleRun[];
}

// Unicode numbers the dots down the left column, then down the right one, and the lowest row after both.
const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

export function braille(columns: number, rows: number): Braille {
  const patterns = new Uint8Array(columns * rows);
  const owners = new Int32Array(columns * rows).fill(-1);
  const dot = (x: number, y: number, owner: number): void => {
    if (!(x >= 0 && x < columns * 2 && y >= 0 && y < rows * 4)) return;
    const cell = (y >> 2) * columns + (x >> 1);
    patterns[cell]! |= bits[y & 3]![x & 1]!;
    owners[cell] = owner;
  };
  const line = (from: Dot, to: Dot, owner: number): void => {
    const steps = Math.max(1, Math.abs(to.x - from.x), Math.abs(to.y - from.y));
    for (let step = 0; step <= steps; step++) {
      const along = step / steps;
      dot(Math.round(from.x + (to.x - from.x) * along), Math.round(from.y + (to.y - from.y) * along), owner);
    }
  };
  const row = (at: number): BrailleRun[] =>
    runsOf(patterns.subarray(at * columns, (at + 1) * columns), owners.subarray(at * columns, (at + 1) * columns));
  return { dot, line, row };
}

function runsOf(patterns: Uint8Array, owners: Int32Array): BrailleRun[] {
  const runs: BrailleRun[] = [];
  for (let start = 0; start < owners.length; ) {
    let end = start + 1;
    while (end < owners.length && owners[end] === owners[start]) end++;
    runs.push({ text: Array.from(patterns.subarray(start, end), character).join(""), owner: owners[start]! });
    start = end;
  }
  return runs;
}

function character(pattern: number): string {
  return pattern === 0 ? " " : String.fromCharCode(0x2800 + pattern);
}
