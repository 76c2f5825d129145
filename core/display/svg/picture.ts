import { element } from "./element.ts";
import { pictureStyle } from "./theme.ts";

/**
 * A whole SVG picture: it draws its own ground, as the page around it may be light where the reader prefers dark.
 *
 * @param role `"group"` where parts of it are links, which those who hear it must come to.
 */
export function picture(
  name: string,
  width: number,
  height: number,
  body: string,
  role: "img" | "group" = "img",
): string {
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "mr-picture",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role,
      "aria-label": name,
    },
    element("style", {}, pictureStyle),
    element("rect", { class: "mr-surface", width, height, rx: 6 }),
    body,
  );
}
