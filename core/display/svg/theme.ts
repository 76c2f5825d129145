interface Colors {
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
}

const light: Colors = { surface: "#ffffff", text: "#1f2328", muted: "#656d76", grid: "#e8eaed", axis: "#9aa2ab" };
const dark: Colors = { surface: "#161b22", text: "#e6edf3", muted: "#9198a1", grid: "#2b313a", axis: "#6a737d" };

// Legible on light and dark, and told apart by most who are color blind: Observable10 of Observable Plot with a brighter
// blue, https://observablehq.com/plot/features/scales#color-scales.
const seriesColors = ["#4a7ae0", "#efb118", "#ff725c", "#3ca951", "#a463f2", "#ff8ab7", "#6cc5b0", "#9c6b4e"] as const;

/** The color of the nth series; they begin again after the eighth. */
export function seriesColor(at: number): string {
  return seriesColors[at % seriesColors.length]!;
}

const fonts = 'system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif';

/**
 * The style sheet inside each picture. A picture in a page shares its style with the page, hence the prefix; CSS
 * variables would be shorter, but converters to PNG do not know them.
 */
export const pictureStyle: string = [
  `.mr-picture{font-family:${fonts};font-size:11.5px;font-variant-numeric:tabular-nums;max-width:100%;height:auto}`,
  ".mr-title{font-size:16px;font-weight:600}",
  ".mr-subtitle,.mr-panel .mr-title{font-size:13px}.mr-panel .mr-line{stroke-width:1.5}",
  ".mr-grid,.mr-axis{stroke-width:1;shape-rendering:crispEdges}",
  ".mr-line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}",
  ".mr-reference{fill:none;stroke-width:1.5;stroke-dasharray:5 4}",
  ".mr-band{fill-opacity:.16}",
  ".mr-cloud{fill:none;stroke-width:4;stroke-linecap:round}",
  ".mr-hit{fill-opacity:0}.mr-hit:hover{fill-opacity:1}",
  ".mr-bar:hover,.mr-cell:hover{opacity:.8}",
  coloredBy(light),
  `@media (prefers-color-scheme:dark){${coloredBy(dark)}}`,
].join("");

function coloredBy({ surface, text, muted, grid, axis }: Colors): string {
  return (
    `.mr-surface{fill:${surface}}.mr-title,.mr-strong{fill:${text}}.mr-subtitle,.mr-label{fill:${muted}}` +
    `.mr-grid{stroke:${grid}}.mr-reference,.mr-above{stroke:${muted}}.mr-axis{stroke:${axis}}.mr-edge{stroke:${surface}}.mr-empty{fill:${grid}}`
  );
}
