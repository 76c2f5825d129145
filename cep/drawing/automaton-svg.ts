import type { PatternSpec } from "../pattern/part.ts";
import { automatonView, type EdgeView, type StateView } from "./automaton-view.ts";

const column = 170;
const row = 90;
const radius = 26;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The automaton of a pattern as an SVG picture: states from left to right as they are reached, conditions as tooltips. */
export function automatonSvg(spec: PatternSpec): string {
  const { states } = automatonView(spec);
  const rows = new Map<number, number>();
  const places = states.map(({ depth }): Place => {
    const at = rows.get(depth) ?? 0;
    rows.set(depth, at + 1);
    return { x: 60 + depth * column, y: 70 + at * row };
  });
  const width = 120 + Math.max(...states.map(({ depth }) => depth)) * column;
  const height = 60 + Math.max(...rows.values()) * row;
  const edges = states.flatMap((state, from) => state.edges.map((edge) => edgeMarkup(edge, from, places)));
  const circles = states.map((state, at) => stateMarkup(state, places[at]!));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui,sans-serif" font-size="12">`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#656d76"/></marker></defs>',
    ...edges,
    ...circles,
    "</svg>",
  ].join("");
}

function edgeMarkup({ action, target, when }: EdgeView, from: number, places: readonly Place[]): string {
  const path = from === target ? loopPath(places[from]!, action) : arcPath(places[from]!, places[target]!, action);
  const dash = action === "take" ? "" : action === "ignore" ? ' stroke-dasharray="5 3"' : ' stroke-dasharray="1 3"';
  const tip = `<title>${escaped(`${action}${when === "" ? "" : ` if ${when}`}`)}</title>`;
  return `<path d="${path}" fill="none" stroke="#656d76" stroke-width="1.5"${dash} marker-end="url(#tip)">${tip}</path>`;
}

function loopPath({ x, y }: Place, action: EdgeView["action"]): string {
  const size = action === "take" ? 34 : 24;
  return `M${x - 12} ${y - radius + 3}C${x - size} ${y - radius - size} ${x + size} ${y - radius - size} ${x + 12} ${y - radius + 3}`;
}

/** A little bent, by what it does, so that two edges between the same states are told apart. */
function arcPath(from: Place, to: Place, action: EdgeView["action"]): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const [ux, uy] = [dx / length, dy / length];
  const bend = action === "take" ? 14 : action === "ignore" ? -18 : 30;
  const [mx, my] = [(from.x + to.x) / 2 - uy * bend, (from.y + to.y) / 2 + ux * bend];
  const start = `${round(from.x + ux * radius)} ${round(from.y + uy * radius)}`;
  return `M${start}Q${round(mx)} ${round(my)} ${round(to.x - ux * radius)} ${round(to.y - uy * radius)}`;
}

function stateMarkup({ kind, name }: StateView, { x, y }: Place): string {
  const fill = { start: "#dbe7ff", normal: "#ffffff", pending: "#fff3cd", final: "#d7f5dd", stop: "#ffd9d3" }[kind];
  const ring = kind === "final" ? `<circle cx="${x}" cy="${y}" r="${radius - 4}" fill="none" stroke="#1f2328"/>` : "";
  const label = name.length > 9 ? `${name.slice(0, 8)}…` : name;
  const text = `<text x="${x}" y="${y + 4}" text-anchor="middle" fill="#1f2328">${escaped(label)}</text>`;
  return `<g><title>${escaped(`${kind} ${name}`)}</title><circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}" stroke="#1f2328"/>${ring}${text}</g>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
