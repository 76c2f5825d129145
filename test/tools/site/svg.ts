import { escapeHtml } from "./highlight.ts";

/** A drawing: its shapes in the order in which they cover one another. */
export interface Drawing {
  /** What it shows, in a line. */
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly string[];
}

/** Colors by what a shape is; light and dark by the page around it, or by the system where it stands alone. */
const style = `svg{color-scheme:light dark}
.t{font:14px system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:light-dark(#1c2226,#e3e7ea)}
.q{fill:light-dark(#56626a,#9fabb3)}.b{font-weight:600}.s{font-size:12.5px}
.axis{stroke:light-dark(#8b979f,#6d7981);stroke-width:1.2;fill:none}
.grid{stroke:light-dark(#d8dee2,#343c42);stroke-width:1}
.band{fill:light-dark(#e9f3f8,#1b2c37)}.band2{fill:light-dark(#f4f6f7,#1e2327)}
.box{fill:light-dark(#f4f6f7,#1e2327);stroke:light-dark(#8b979f,#6d7981);stroke-width:1.2}
.line{stroke:light-dark(#0b5e86,#74c0e8);stroke-width:2.4;fill:none}
.fill{fill:light-dark(#0b5e86,#74c0e8)}.event{fill:light-dark(#1c2226,#e3e7ea)}
.late{fill:light-dark(#fff,#15181b);stroke:light-dark(#b3261e,#ff9b91);stroke-width:2.4}
.warn{fill:light-dark(#b3261e,#ff9b91)}.warnline{stroke:light-dark(#b3261e,#ff9b91);stroke-width:1.6;fill:none}
.thin{stroke:light-dark(#8b979f,#6d7981);stroke-width:1.1;fill:none}.dash{stroke-dasharray:4 4}
.barrier{stroke:light-dark(#b3261e,#ff9b91);stroke-width:4;stroke-linecap:round}`;

export function svgOf({ title, width, height, shapes }: Drawing): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
${shapes.join("\n")}
</svg>
`;
}

type Anchor = "start" | "middle" | "end";

export function text(x: number, y: number, words: string, kind = "", anchor: Anchor = "start"): string {
  return `<text class="t ${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${escapeHtml(words)}</text>`;
}

export function line(kind: string, ...points: readonly (readonly [number, number])[]): string {
  return `<path class="${kind}" d="M${points.map(([x, y]) => `${x} ${y}`).join("L")}"/>`;
}

/** A line with a tip at its end. (No marker of SVG: its id would be in a page as often as pictures are.) */
export function arrow(kind: string, ...points: readonly (readonly [number, number])[]): string {
  const [x, y] = points.at(-1)!;
  const [fromX, fromY] = points.at(-2)!;
  const degrees = (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI;
  const tip = `<path class="q" d="M-8 -4L0 0L-8 4z" transform="translate(${x} ${y}) rotate(${Math.round(degrees)})"/>`;
  return line(kind, ...points) + tip;
}

export function rect(kind: string, x: number, y: number, width: number, height: number, radius = 0): string {
  return `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;
}

export function dot(kind: string, x: number, y: number, radius = 6): string {
  return `<circle class="${kind}" cx="${x}" cy="${y}" r="${radius}"/>`;
}
