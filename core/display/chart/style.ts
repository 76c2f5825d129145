/** Colours of series in light and in dark, told apart also by most who see colours differently. */
const seriesColors: readonly (readonly [light: string, dark: string])[] = [
  ["#2f66d0", "#78a6ff"],
  ["#e2711d", "#ffa861"],
  ["#14967a", "#45d0ac"],
  ["#c8336b", "#ff80a8"],
  ["#7b53c9", "#b79bff"],
  ["#ab8500", "#e3c24f"],
  ["#0f90b8", "#58cdf0"],
  ["#86695a", "#cbab98"],
];

/** How many colours there are; series after them begin again. */
export const colorCount: number = seriesColors.length;

type Mode = 0 | 1;

const surface = ["#ffffff", "#15181f"] as const;
const ink = ["#1d2330", "#e9ecf2"] as const;
const soft = ["#5c6575", "#9ea7b7"] as const;
const grid = ["#e7e9ef", "#2a303b"] as const;
const axis = ["#aab1bd", "#596273"] as const;

/**
 * The style sheet of a picture, light and dark as the reader's system is set. Every rule stands below the class of the
 * picture, as a style within an SVG holds for the whole page around it.
 */
export function styleSheet(extra: (mode: Mode) => string = () => ""): string {
  const common =
    '.millrace text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}' +
    ".millrace .title{font-size:15px;font-weight:600}.millrace .num{font-variant-numeric:tabular-nums}" +
    ".millrace .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}" +
    ".millrace .point{fill:none;stroke-linecap:round}.millrace .edge{stroke-width:1}";
  return `${common}${colors(0)}${extra(0)}@media (prefers-color-scheme:dark){${colors(1)}${extra(1)}}`;
}

function colors(mode: Mode): string {
  const series = seriesColors.map(
    (pair, at) => `.millrace .f${at}{fill:${pair[mode]}}.millrace .s${at}{stroke:${pair[mode]}}`,
  );
  return (
    `.millrace .surface{fill:${surface[mode]}}.millrace text{fill:${soft[mode]}}.millrace .title{fill:${ink[mode]}}` +
    `.millrace .value{fill:${ink[mode]}}.millrace .grid{stroke:${grid[mode]}}.millrace .axis{stroke:${axis[mode]}}` +
    `.millrace .edge{stroke:${surface[mode]}}${series.join("")}`
  );
}
