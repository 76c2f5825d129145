/** How a value between the least and the greatest becomes a color. */
export type RampKind = "sequential" | "diverging";

type Rgb = readonly [red: number, green: number, blue: number];

// Nine colors of viridis by van der Walt and Smith (2015): even to the eye, also in grey and to the color blind.
const viridis: readonly Rgb[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

// ColorBrewer's RdBu by Brewer (2002), blue for less.
const redBlue: readonly Rgb[] = [
  [33, 102, 172],
  [67, 147, 195],
  [146, 197, 222],
  [209, 229, 240],
  [240, 240, 240],
  [253, 219, 199],
  [244, 165, 130],
  [214, 96, 77],
  [178, 24, 43],
];

/** The color of a share from 0 to 1. */
export function rampColor(kind: RampKind, share: number): string {
  const [red, green, blue] = rampRgb(kind, share);
  return `rgb(${red},${green},${blue})`;
}

/** Black or white, whichever is read on the color of a share. */
export function inkOn(kind: RampKind, share: number): string {
  const [red, green, blue] = rampRgb(kind, share);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#1f2328" : "#ffffff";
}

function rampRgb(kind: RampKind, share: number): Rgb {
  const colors = kind === "sequential" ? viridis : redBlue;
  const place = Math.min(1, Math.max(0, share)) * (colors.length - 1);
  const [low, high] = [colors[Math.floor(place)]!, colors[Math.ceil(place)]!];
  const part = place - Math.floor(place);
  const mixed = (at: 0 | 1 | 2): number => Math.round(low[at] + (high[at] - low[at]) * part);
  return [mixed(0), mixed(1), mixed(2)];
}
