/** A raster of dots, two columns and four rows in every character, as the braille block of Unicode has them. */
export interface Braille {
  readonly width: number;
  readonly height: number;
  /** Dots from the left and from the top; what lies outside is not drawn. */
  readonly dot: (x: number, y: number, series: number) => void;
  readonly line: (x0: number, y0: number, x1: number, y1: number, series: number) => void;
  /** The characters of a row and which series drew into each last; 255 for none. */
  readonly row: (row: number) => { readonly cells: readonly string[]; readonly series: Uint8Array };
}

// Unicode numbers the dots down the left column, then down the right, the lowest row after both.
const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

export function braille(columns: number, rows: number): Braille {
  const patterns = new Uint8Array(columns * rows);
  const owners = new Uint8Array(columns * rows).fill(255);
  const [width, height] = [columns * 2, rows * 4];
  const dot = (x: number, y: number, series: number): void => {
    if (!(x >= 0 && x < width && y >= 0 && y < height)) return;
    const cell = (y >> 2) * columns + (x >> 1);
    patterns[cell]! |= bits[y & 3]![x & 1]!;
    owners[cell] = series;
  };
  const line = (x0: number, y0: number, x1: number, y1: number, series: number): void => {
    const steps = Math.min(width + height, Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)));
    for (let step = 0; step <= steps; step++) {
      const share = steps === 0 ? 0 : step / steps;
      dot(Math.round(x0 + (x1 - x0) * share), Math.round(y0 + (y1 - y0) * share), series);
    }
  };
  const row = (at: number): { cells: readonly string[]; series: Uint8Array } => {
    const part = patterns.subarray(at * columns, (at + 1) * columns);
    const cells = Array.from(part, (pattern) => (pattern === 0 ? " " : String.fromCharCode(0x2800 + pattern)));
    return { cells, series: owners.subarray(at * columns, (at + 1) * columns) };
  };
  return { width, height, dot, line, row };
}
