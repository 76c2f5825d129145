import { escapeHtml } from "./escape.ts";

/** A part of a page: a heading, a sentence, and pictures or tables. */
export interface PageSection {
  readonly heading?: string;
  /** A sentence or two below the heading. */
  readonly text?: string;
  /** Markup that this module made (`lineChart`, `tableHtml`, …), or that is as safe: it goes into the page as it is. */
  readonly content: readonly string[];
}

/** What a page shows. */
export interface PageView {
  readonly title: string;
  /** What stands below the title: the source, the time of the run. */
  readonly subtitle?: string;
  readonly sections: readonly PageSection[];
}

// Nothing is fetched and nothing runs, even if markup from elsewhere got into a section.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const style = `
:root { color-scheme: light dark; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 62rem; background: #f6f8fa; color: #1f2328;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem; }
p { margin: .4rem 0 1rem; max-width: 44rem; opacity: .75; }
figure { margin: 0 0 1rem; padding: .75rem; overflow-x: auto; background: #fff; border: 1px solid #d8dee4; border-radius: 8px; }
figure > svg { display: block; }
table { font-size: .875rem; }
@media (prefers-color-scheme: dark) {
  body { background: #0d1117; color: #e6edf3; }
  figure { background: #161b22; border-color: #30363d; }
}
@media print { body { background: none; padding: 0; } figure { break-inside: avoid; } }`;

/**
 * A whole HTML page of pictures and tables, in one file: no script, nothing loaded from elsewhere.
 *
 * @example
 * ```ts
 * import { htmlPage, lineChart } from "millrace/display";
 *
 * const chart = lineChart([{ name: "delay", x: [1, 2, 3], y: [4, 9, 5] }]);
 * const page = htmlPage({ title: "Flights", sections: [{ heading: "Delay", content: [chart] }] });
 * console.log(page.startsWith("<!doctype html>")); // true
 * ```
 */
export function htmlPage({ title, subtitle, sections }: PageView): string {
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}\n</style>`,
    "</head>",
    "<body>",
    `<header><h1>${escapeHtml(title)}</h1>${paragraph(subtitle)}</header>`,
    ...sections.map(sectionHtml),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function sectionHtml({ heading, text, content }: PageSection): string {
  const title = heading === undefined ? "" : `<h2>${escapeHtml(heading)}</h2>`;
  return `<section>${title}${paragraph(text)}\n${content.map((markup) => `<figure>${markup}</figure>`).join("\n")}\n</section>`;
}

function paragraph(text: string | undefined): string {
  return text === undefined ? "" : `<p>${escapeHtml(text)}</p>`;
}
