import { escapeHtml } from "../escape.ts";
import { cutToWidth, textWidth } from "../text-width.ts";

/** A length for an attribute: a tenth of a pixel is all that is seen. */
export function px(length: number): string {
  return String(Math.round(length * 10) / 10 + 0);
}

/** About how many pixels a text of 12 px takes. */
export function textPx(text: string): number {
  return textWidth(text) * 6.7;
}

export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly class?: string;
  /** Pixels; longer text is cut and shown whole when pointed at. */
  readonly widest?: number;
}

export function textSvg(text: string, { x, y, anchor = "start", widest, ...place }: TextPlace): string {
  const cut = widest === undefined ? text : cutToWidth(text, Math.max(2, Math.floor(widest / 6.7)));
  const whole = cut === text ? "" : titleSvg(text);
  const anchored = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
  const classed = place.class === undefined ? "" : ` class="${place.class}"`;
  return `<text x="${px(x)}" y="${px(y)}"${anchored}${classed}>${escapeHtml(cut)}${whole}</text>`;
}

/** What is shown when its parent is pointed at. */
export function titleSvg(text: string): string {
  return `<title>${escapeHtml(text)}</title>`;
}

export function lineSvg(x1: number, y1: number, x2: number, y2: number, className: string): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" class="${className}"/>`;
}

export interface SvgParts {
  readonly width: number;
  readonly height: number;
  /** What it shows, for those who hear it. */
  readonly label: string;
  readonly style: string;
  readonly body: string;
}

/** A whole picture: no script, nothing from outside, as wide as its place allows. */
export function svgDocument({ width, height, label, style, body }: SvgParts): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="millrace" role="img" aria-label="${escapeHtml(label)}" ` +
    `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" style="max-width:100%;height:auto">` +
    `<style>${style}</style><rect class="surface" width="${width}" height="${height}" rx="6"/>${body}</svg>`
  );
}
