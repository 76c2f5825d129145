import type { TickFormat } from "../axis/axis.ts";
import { type RampKind, rampColor } from "../color-ramp.ts";
import type { GridShares } from "../grid-shares.ts";
import { element, textElement } from "./element.ts";
import { pixelWidth } from "./text-size.ts";

export interface RampLegendPlace {
  readonly kind: RampKind;
  readonly format: TickFormat;
  readonly left: number;
  readonly top: number;
}

const steps = 48;
const stepWidth = 3;

/** The colors from the least value to the greatest. Plain rectangles: a gradient would need an id, which a page shares. */
export function rampLegend({ low, high }: GridShares, { kind, format, left, top }: RampLegendPlace): string {
  const text = format(low);
  const start = left + pixelWidth(text) + 8;
  const colors = Array.from({ length: steps }, (_, at) =>
    element("rect", {
      x: start + at * stepWidth,
      y: top + 3,
      width: stepWidth + 0.5,
      height: 10,
      fill: rampColor(kind, at / (steps - 1)),
    }),
  );
  return (
    textElement({ class: "mr-label", x: left, y: top + 12 }, text) +
    colors.join("") +
    textElement({ class: "mr-label", x: start + steps * stepWidth + 8, y: top + 12 }, format(high))
  );
}
