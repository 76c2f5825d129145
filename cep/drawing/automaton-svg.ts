import type { PatternSpec } from "../pattern/part.ts";
import { automatonView, type EdgeView, type StateView, verbs } from "./automaton-view.ts";

const column = 210;
const row = 130;
const radius = 26;
/** Conditions up to so many characters stand at their edges: more would reach into the states. */
const mostShown = 24;

/** How each kind of edge is drawn, and what is written at it. */
const styles = {
  take: { stroke: "#1f2328", dash: "" },
  ignore: { stroke: "#9a6700", dash: ' stroke-dasharray="5 3"' },
  proceed: { stroke: "#0969da", dash: ' stroke-dasharray="1 3"' },
} as const;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** How far edges to the right are bent, by what they do. */
const bends = { take: 14, ignore: -18, proceed: 30 } as const;

interface Drawn extends EdgeView {
  readonly from: Place;
  readonly to: Place;
}

/**
 * The automaton of a pattern as an SVG picture: states from left to right as they are reached, short conditions at their edges,
 * all of them as tooltips, and below what each kind of edge does.
 */
export function automatonSvg(spec: PatternSpec): string {
  const { states } = automatonView(spec);
  const rows = new Map<number, number>();
  const places = states.map(({ depth }): Place => {
    const at = rows.get(depth) ?? 0;
    rows.set(depth, at + 1);
    return { x: 60 + depth * column, y: 90 + at * row };
  });
  const bottom = 20 + Math.max(...rows.values()) * row;
  const width = Math.max(640, 250 + Math.max(...states.map(({ depth }) => depth)) * column);
  const height = bottom + 30;
  const drawn = states.flatMap((state, from) => {
    return state.edges.map((edge): Drawn => ({ ...edge, from: places[from]!, to: places[edge.target]! }));
  });
  const circles = states.map((state, at) => stateMarkup(state, places[at]!));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui,sans-serif" font-size="12">`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#656d76"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...drawn.map(edgeMarkup),
    ...circles,
    ...drawn.map(labelMarkup),
    ...Object.keys(verbs).map((action, at) => legendMarkup(action as EdgeView["action"], 20 + at * 200, bottom + 8)),
    "</svg>",
  ].join("");
}

function edgeMarkup({ action, when, from, to }: Drawn): string {
  const path = from === to ? loopPath(from, action) : from.x === to.x ? sidePath(from, to) : arcPath(from, to, action);
  const tip = `<title>${escaped(`${action}${when === "" ? "" : ` if ${when}`}`)}</title>`;
  return `<path d="${path}" ${strokeOf(action)} marker-end="url(#tip)">${tip}</path>`;
}

function strokeOf(action: EdgeView["action"]): string {
  const { stroke, dash } = styles[action];
  return `fill="none" stroke="${stroke}" stroke-width="1.5"${dash}`;
}

/** What is short, in the colour of its edge, on a white rim, so that no line crosses it out. */
function labelMarkup({ action, when, from, to }: Drawn): string {
  if (when === "" || when.length > mostShown) return "";
  const isBeside = from.x === to.x && from !== to;
  const { x, y } =
    from === to ? aboveLoop(from, action) : isBeside ? besideSide(from, to) : besideArc(from, to, action);
  const anchor = isBeside ? "start" : "middle";
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="11" fill="${styles[action].stroke}" stroke="#ffffff" stroke-width="3" paint-order="stroke">${escaped(when)}</text>`;
}

function legendMarkup(action: EdgeView["action"], x: number, y: number): string {
  return `<path d="M${x} ${y}H${x + 30}" ${strokeOf(action)} marker-end="url(#tip)"/><text x="${x + 38}" y="${y + 4}" fill="#1f2328">${verbs[action]}</text>`;
}

function loopPath({ x, y }: Place, action: EdgeView["action"]): string {
  const size = action === "take" ? 34 : 24;
  return `M${x - 12} ${y - radius + 3}C${x - size} ${y - radius - size} ${x + size} ${y - radius - size} ${x + 12} ${y - radius + 3}`;
}

/** Of two loops at a state that of the smaller is below. */
function aboveLoop({ x, y }: Place, action: EdgeView["action"]): Place {
  return { x, y: y - (action === "take" ? 66 : 54) };
}

/** Between states one above the other: round the right side, as loops are on top of them. */
function sidePath(from: Place, to: Place): string {
  const down = Math.sign(to.y - from.y);
  const [x, out] = [from.x + 22, from.x + 70];
  return `M${x} ${from.y + 14 * down}Q${out} ${(from.y + to.y) / 2} ${x} ${to.y - 14 * down}`;
}

function besideSide(from: Place, to: Place): Place {
  return { x: from.x + 50, y: (from.y + to.y) / 2 - (to.y < from.y ? 10 : -4) };
}

/** A little bent, by what it does, so that two edges between the same states are told apart. */
function arcPath(from: Place, to: Place, action: EdgeView["action"]): string {
  const { ux, uy, bend } = arcOf(from, to, action);
  const [mx, my] = [(from.x + to.x) / 2 - uy * bend, (from.y + to.y) / 2 + ux * bend];
  const start = `${round(from.x + ux * radius)} ${round(from.y + uy * radius)}`;
  return `M${start}Q${round(mx)} ${round(my)} ${round(to.x - ux * radius)} ${round(to.y - uy * radius)}`;
}

/** The middle of an arc is half as far out as the point that bends it. */
function besideArc(from: Place, to: Place, action: EdgeView["action"]): Place {
  const { ux, uy, bend } = arcOf(from, to, action);
  const below = action === "proceed" ? 13 : -6;
  return { x: (from.x + to.x - uy * bend) / 2, y: (from.y + to.y + ux * bend) / 2 + below };
}

function arcOf(from: Place, to: Place, action: EdgeView["action"]): { ux: number; uy: number; bend: number } {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  return { ux: dx / length, uy: dy / length, bend: dx < 0 ? 40 : bends[action] };
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
