/**
 * Text with what steers a terminal or turns the reading direction spelled out: an escape sequence in data must not
 * reach the terminal. So is what no encoder or XML document may hold: lone surrogates and noncharacters.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, spelled);
}

const names: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function spelled(control: string): string {
  return names[control] ?? `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text that is safe as content and as a quoted attribute of HTML and SVG; what steers a terminal or turns the reading direction is
 * spelled out.
 *
 * @example
 * ```ts
 * import { escapeHtml } from "millrace/display";
 * console.log(escapeHtml('<b title="x">')); // &lt;b title=&quot;x&quot;&gt;
 * ```
 */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character]!);
}
