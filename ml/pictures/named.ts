import { type ChartOptions, Picture, type Series } from "../../core/display/mod.ts";
import type { KnownOptions } from "../../core/mod.ts";

/** What can be said of every picture: `title`, `subtitle`, `width` and `height` in pixels. */
export interface PictureOptions extends ChartOptions {}

export const pictureOptions: KnownOptions<PictureOptions> = { title: true, subtitle: true, width: true, height: true };

/** One of a kind, or several that are compared, by name. */
export type OneOrNamed<One> = One | Readonly<Record<string, One>>;

/**
 * By name what is given; one alone has the name "".
 *
 * @param field What one of them has.
 */
export function namedOf<One extends object>(
  given: OneOrNamed<One>,
  field: keyof One & string,
  what: string,
): (readonly [name: string, one: One])[] {
  const isOne = (value: unknown): value is One =>
    typeof value === "object" && value !== null && typeof (value as Record<string, unknown>)[field] === "object";
  if (isOne(given)) return [["", given]];
  const all = Object.entries(Object(given) as Record<string, One>);
  const wrong = all.find(([, one]) => !isOne(one));
  if (all.length > 0 && wrong === undefined) return all;
  throw new TypeError(
    `Cannot draw ${what} as it must be one with ${field}, or several of them by name: got ${wrong === undefined ? "none" : `no ${field} in ${JSON.stringify(wrong[0])}`}; ` +
      `give what the function for it in millrace/ml returns, or { name: … }`,
  );
}

/** Pictures of shares are about as high as they are wide. */
export const shareSize: { readonly width: number; readonly height: number } = { width: 520, height: 460 };

/** The line on which both shares are the same. */
export function diagonal(name: string): Series {
  return { name, x: [0, 1], y: [0, 1], isReference: true };
}

/** A picture by two functions that draw the same. */
export function drawn<Options extends PictureOptions>(
  options: Options,
  svg: (options: Options) => string,
  text: () => string,
): Picture {
  const { title, subtitle } = options;
  const lines = [title, subtitle].filter((line) => line !== undefined);
  return new Picture(svg(options), [...lines, text()].join("\n"));
}
