import { colorCount } from "./style.ts";
import { px, textPx, textSvg } from "./svg.ts";

const lineHeight = 20;
const swatchPx = 16;
const gapPx = 18;

export interface Legend {
  readonly svg: string;
  readonly height: number;
}

/** The names of several series beside their colours, in as many lines as they need; nothing for one series. */
export function namesLegend(names: readonly string[]): (left: number, top: number, width: number) => Legend {
  return (left, top, width) => (names.length < 2 ? { svg: "", height: 0 } : laidNames(names, left, top, width));
}

function laidNames(names: readonly string[], left: number, top: number, width: number): Legend {
  const shown = names.slice(0, 24);
  let [x, y] = [left, top];
  const items = shown.map((name, at) => {
    const taken = Math.min(width, swatchPx + textPx(name));
    if (x > left && x + taken > left + width) [x, y] = [left, y + lineHeight];
    const item =
      `<rect x="${px(x)}" y="${px(y + 4)}" width="10" height="10" rx="2" class="f${at % colorCount}"/>` +
      textSvg(name, { x: x + swatchPx, y: y + 13, widest: width - swatchPx });
    x += taken + gapPx;
    return item;
  });
  const more = names.length - shown.length;
  if (more > 0) items.push(textSvg(`and ${more} more`, { x: left, y: y + lineHeight + 13 }));
  return { svg: items.join(""), height: y - top + lineHeight * (more > 0 ? 2 : 1) + 4 };
}
