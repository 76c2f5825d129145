/** From the colour of the surface to a strong one, for light and for dark. */
const rising = [
  ["#eff4fb", "#cfe0f5", "#9cc3e6", "#5a9bd4", "#2c6db8", "#18478f", "#0b2a63"],
  ["#1b2330", "#1f3a5c", "#235889", "#2d7fb3", "#47a9cf", "#84d2e0", "#d8f6f0"],
] as const;

/** From the strongest below zero through nothing to the strongest above it. */
const diverging = [
  ["#124a8c", "#4b8cc8", "#a9cdea", "#f3f3f5", "#f6bfa3", "#e0744e", "#a52317"],
  ["#8cc4ff", "#4a8fd6", "#28507f", "#20242d", "#7d3b28", "#d0643d", "#ffb18a"],
] as const;

/** How many colours a heat map tells apart. */
export const heatLevels = 25;

export type HeatKind = "rising" | "diverging";

/** The rules `.h0` … `.h24` in light (0) or dark (1). */
export function heatStyle(kind: HeatKind, mode: 0 | 1): string {
  const stops = (kind === "rising" ? rising : diverging)[mode];
  const rules = Array.from(
    { length: heatLevels },
    (_, level) => `.millrace .h${level}{fill:${colorAt(stops, level / (heatLevels - 1))}}`,
  );
  return rules.join("");
}

/** The colour at a share of the way through the stops. */
function colorAt(stops: readonly string[], share: number): string {
  const place = share * (stops.length - 1);
  const before = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [channels(stops[before]!), channels(stops[before + 1]!)];
  const mixed = from.map((channel, at) => Math.round(channel + (to[at]! - channel) * (place - before)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function channels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
