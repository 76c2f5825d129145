/** All texts of a picture, in the order in which they are drawn. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
}

/** The points of the nth line of a picture, in pixels. */
export function pointsOf(svg: string, at = 0): (readonly [x: number, y: number])[] {
  const [, d] = [...svg.matchAll(/<path class="mr-line"[^>]* d="([^"]*)"/g)][at]!;
  return [...d!.matchAll(/([\d.]+),([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
}
