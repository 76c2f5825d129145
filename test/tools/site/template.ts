import { escapeHtml } from "./highlight.ts";
import type { Heading } from "./markdown.ts";

/** What stands around the words of a page. */
export interface Frame {
  /** Where the page lies in the site: "guides/datasets.html". */
  readonly href: string;
  readonly title: string;
  readonly body: string;
  readonly headings: readonly Heading[];
  /** What leads here, from the top: the parts of an API page. */
  readonly trail: readonly { readonly title: string; readonly href: string }[];
  readonly contents: readonly NavigationSection[];
  readonly before?: NavigationLink | undefined;
  readonly after?: NavigationLink | undefined;
}

export interface NavigationLink {
  readonly title: string;
  readonly href: string;
}

export interface NavigationSection {
  readonly title: string;
  readonly links: readonly NavigationLink[];
}

/** A whole page of HTML. Nothing in it comes from elsewhere: it is read from a folder as from a server. */
export function pageHtml(frame: Frame): string {
  const root = "../".repeat(frame.href.split("/").length - 1);
  const title = frame.href === "index.html" ? "Millrace" : `${frame.title} · Millrace`;
  return `<!doctype html>
<html lang="en" data-root="${root}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${root}assets/icon.svg">
<link rel="stylesheet" href="${root}assets/site.css">
<script src="${root}assets/search.js" defer></script>
</head>
<body>
<a class="skip" href="#main">To the text</a>
<header>
<a class="brand" href="${root}index.html">Millrace</a>
<search hidden>
<label for="query">Search</label>
<input id="query" type="search" placeholder="Search: press /" autocomplete="off" spellcheck="false" aria-controls="found" aria-keyshortcuts="/">
<div id="found" hidden><p role="status"></p><ol></ol></div>
</search>
</header>
<div class="columns">
<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary>
${frame.contents.map((section) => navigationOf(section, frame.href, root)).join("\n")}
</details></nav>
<main id="main" tabindex="-1"${frame.href.startsWith("api/") ? ' class="api"' : ""}>
${trailOf(frame, root)}${frame.body}${beforeAndAfter(frame, root)}</main>
${partsOf(frame.headings)}
</div>
</body>
</html>
`;
}

function navigationOf({ title, links }: NavigationSection, here: string, root: string): string {
  const items = links.map((link) => {
    const isHere = link.href === here ? ' aria-current="page"' : "";
    return `<li><a href="${root}${link.href}"${isHere}>${escapeHtml(link.title)}</a></li>`;
  });
  return `<p class="section">${escapeHtml(title)}</p>\n<ul>\n${items.join("\n")}\n</ul>`;
}

function trailOf({ trail }: Frame, root: string): string {
  if (trail.length === 0) return "";
  const links = trail.map(({ title, href }) => `<li><a href="${root}${href}">${escapeHtml(title)}</a></li>`);
  return `<nav class="trail" aria-label="Trail"><ol>${links.join("")}</ol></nav>\n`;
}

function beforeAndAfter({ before, after }: Frame, root: string): string {
  if (before === undefined && after === undefined) return "";
  const link = (rel: string, words: string, page: NavigationLink | undefined): string =>
    page === undefined
      ? "<span></span>"
      : `<a rel="${rel}" href="${root}${page.href}"><span>${words}</span> ${escapeHtml(page.title)}</a>`;
  return `<nav class="turn" aria-label="Pages beside this">${link("prev", "before", before)}${link("next", "next", after)}</nav>\n`;
}

/** The parts of a page, where there are enough of them to look for one. */
function partsOf(headings: readonly Heading[]): string {
  const shown = headings.filter(({ depth }) => depth === 2 || depth === 3);
  if (shown.length < 2) return "";
  const items = shown.map(
    ({ depth, id, text }) => `<li class="depth-${depth}"><a href="#${id}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="parts" aria-label="On this page"><p class="section">On this page</p>\n<ul>\n${items.join("\n")}\n</ul></nav>`;
}
