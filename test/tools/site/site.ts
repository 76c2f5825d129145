import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { Api } from "./api.ts";
import { withGenerated } from "./generated.ts";
import { type Heading, type Rendered, renderMarkdown, type Surroundings } from "./markdown.ts";
import { type Entry, searchIndexScript } from "./search-index.ts";
import { contentsOf, readmeOf, type SourcePage, siteHref, sourcePages, targetOf } from "./sources.ts";
import { type NavigationLink, type NavigationSection, pageHtml } from "./template.ts";

/** The documentation as files, by their path in the site, and what its pages name that is nowhere. */
export interface Site {
  readonly files: ReadonlyMap<string, string>;
  /** Inline code of guides that is one name, or a call of one, and stands nowhere in the API or on its page: `fromm(…)`. */
  readonly unknownNames: readonly { readonly page: string; readonly code: string }[];
}

/** Makes the site. Without an API (a quick look at guides) its pages and the links to them are left out. */
export function makeSite(root: string, api: Api | undefined): Site {
  const written = sourcePages(root).map(({ path, text }) => ({ path, text: withGenerated(root, path, text) }));
  const pages = [...written, ...(api?.pages ?? [])];
  const home = written.find(({ path }) => path === "docs/README.md")!;
  const known = new Set(pages.map(({ path }) => path));
  const world: World = {
    root,
    api,
    known,
    words: new Set(api?.pages.flatMap(({ text }) => wordsOf(text))),
    unknownNames: [],
  };
  const rendered = pages.map((page) => ({ page, content: renderMarkdown(page.text, surroundings(page, world)) }));
  const contents = navigation(home, api);
  const order = contents.flatMap(({ links }) => links);
  const files = new Map<string, string>();
  for (const { page, content } of rendered) {
    const href = siteHref(page.path);
    files.set(href, framed(href, page, content, contents, order));
  }
  for (const [name, text] of assets(root)) files.set(`assets/${name}`, text);
  files.set(
    "assets/search-index.js",
    searchIndexScript(rendered.flatMap(({ page, content }) => entriesOf(page, content))),
  );
  return { files, unknownNames: world.unknownNames };
}

interface World {
  readonly root: string;
  readonly api: Api | undefined;
  readonly known: ReadonlySet<string>;
  /** All that the pages of the API name. */
  readonly words: ReadonlySet<string>;
  readonly unknownNames: { page: string; code: string }[];
}

function surroundings({ path, text }: SourcePage, world: World): Surroundings {
  const here = siteHref(path);
  const isApi = path.startsWith("api/");
  return {
    link: (href) => linkFrom(path, href, world),
    picture: (href) => {
      const file = join(world.root, posix.join(posix.dirname(path), href));
      return href.endsWith(".svg") && existsSync(file) ? readFileSync(file, "utf8") : undefined;
    },
    name: (code) => {
      if (isApi || world.api === undefined) return undefined;
      const target = described(code, world.api);
      if (target !== undefined) return relative(here, target);
      if (namesOursOnly(path) && !isNamed(code, text, world.words)) world.unknownNames.push({ page: path, code });
      return undefined;
    },
  };
}

/** Pages for those who come from elsewhere name what there is there; what of ours they name the compiler looks at. */
function namesOursOnly(path: string): boolean {
  return path.startsWith("docs/") && !path.startsWith("docs/coming-from/");
}

const blocks = /^```[\s\S]*?^```/gm;

function isNamed(code: string, page: string, words: ReadonlySet<string>): boolean {
  const [, name] = /^\.?([A-Za-z_]\w*)(?:\(.*\))?$/s.exec(code) ?? [];
  // In capitals: signals and variables of the system.
  if (name?.toUpperCase() === name) return true;
  if (name === undefined || words.has(name) || name in globalThis) return true;
  return (page.match(blocks) ?? []).some((block) => wordsOf(block).includes(name));
}

function wordsOf(text: string): string[] {
  return text.match(/[A-Za-z_]\w*/g) ?? [];
}

/** Where `from(…)`, `.collect()` or `Dataset` is described. */
function described(code: string, { exported, members }: Api): string | undefined {
  const [, dot, name] = /^(\.?)([A-Za-z_]\w*)(?:<.*>)?(?:\(.*\))?$/s.exec(code) ?? [];
  if (name === undefined) return undefined;
  const isCall = code.endsWith(")");
  if (dot === "" && exported.has(name) && (isCall || /[A-Z]/.test(name))) return exported.get(name);
  return dot === "." || isCall ? members.get(name) : undefined;
}

/** The same link in the site; undefined for files that are of the repository alone. */
function linkFrom(path: string, href: string, { root, known }: World): string | undefined {
  if (/^[a-z]+:/.test(href)) return href;
  const target = targetOf(path, href);
  const page = known.has(target) ? target : readmeOf(root, target);
  const anchor = href.includes("#") ? href.slice(href.indexOf("#")) : "";
  if (page !== undefined && known.has(page)) return relative(siteHref(path), siteHref(page)) + anchor;
  // A page that the site should have, and what is nowhere, are found by the check of links.
  return existsSync(join(root, target)) && !target.endsWith(".md") ? undefined : href;
}

function relative(from: string, path: string): string {
  const [file = "", anchor] = path.split("#");
  const href = file.endsWith(".md") ? siteHref(file) : file;
  const way = href === from ? "" : posix.relative(posix.dirname(from), href);
  return anchor === undefined ? way : `${way}#${anchor}`;
}

function navigation(home: SourcePage, api: Api | undefined): NavigationSection[] {
  const sections = contentsOf(home).map(({ title, links }) => ({
    title,
    links: links
      .filter(({ path }) => !path.startsWith("api/"))
      .map((link) => ({ title: link.title, href: siteHref(link.path) })),
  }));
  if (api === undefined) return sections;
  const entries = api.pages.filter(({ path }) => /^api\/.+\/README\.md$/.test(path)).map(({ path }) => path);
  const title = (path: string): string => path.slice("api/".length, -"/README.md".length);
  entries.sort((a, b) => (title(a) < title(b) ? -1 : 1));
  return [...sections, { title: "API", links: entries.map((path) => ({ title: title(path), href: siteHref(path) })) }];
}

function framed(
  href: string,
  page: SourcePage,
  { html, title, headings }: Rendered,
  contents: readonly NavigationSection[],
  order: readonly NavigationLink[],
): string {
  const at = order.findIndex((link) => link.href === href);
  const isGuide = at >= 0 && !page.path.startsWith("api/");
  const beside = (index: number): NavigationLink | undefined =>
    isGuide && order[index]?.href.startsWith("api/") === false ? order[index] : undefined;
  const trail = trailOf(page.path);
  return pageHtml({
    href,
    title,
    body: html,
    headings,
    trail,
    contents,
    before: beside(at - 1),
    after: beside(at + 1),
  });
}

/** API pages say which entry they are of, those of the repository which folder. */
function trailOf(path: string): NavigationLink[] {
  const [, entry] = /^api\/(.+)\/(?:classes|functions|interfaces|type-aliases|variables)\//.exec(path) ?? [];
  const api = { title: "API", href: "api/index.html" };
  if (entry !== undefined) return [api, { title: entry, href: `api/${entry}/index.html` }];
  if (path.startsWith("api/")) return path === "api/README.md" ? [] : [api];
  return [];
}

/** What is found by search: parts of guides, names of the API, and methods of its classes. */
function entriesOf(page: SourcePage, { title, parts }: Rendered): Entry[] {
  const href = siteHref(page.path);
  const [, entry, kind] = /^api\/(.+)\/([\w-]+)\/[^/]+\.md$/.exec(page.path) ?? [];
  if (entry === undefined && page.path.startsWith("api/")) return [{ href, title, place: "API", text: "" }];
  const told = parts.filter(({ heading, text }) => heading !== undefined || text !== "");
  if (page.path === "docs/README.md") return [entryOf(href, title, undefined, told[0]!.text)]; // its rest are the contents
  if (entry === undefined) return told.map(({ heading, text }) => entryOf(href, title, heading, text));
  const about = told.filter(({ heading }) => /^(?:Call Signature|Example)/.test(heading!.text) || heading!.depth === 1);
  const name = title.replace(/<.*>/, "");
  const methods =
    kind === "classes" ? told.filter(({ heading }) => /^\w+\(\)$/.test(heading!.text) && heading!.depth === 3) : [];
  return [
    { href, title, place: entry, text: withoutSignature(about.map(({ text }) => text).join(" ")) },
    ...methods.map(({ heading, text }) => ({
      href: `${href}#${heading!.id}`,
      title: `${name}.${heading!.text}`,
      place: entry,
      text: withoutSignature(text),
    })),
  ];
}

function entryOf(href: string, title: string, heading: Heading | undefined, text: string): Entry {
  if (heading === undefined || heading.depth === 1) return { href, title, place: "", text };
  return { href: `${href}#${heading.id}`, title: heading.text, place: title, text };
}

/** The first block of code of what is exported says its types: nobody looks for these words. */
function withoutSignature(text: string): string {
  return text
    .replace(/^(?:export )?(?:function|class|interface|type|const|new|\w+[<(])[^;]*;/, "")
    .trim()
    .slice(0, 800);
}

function assets(root: string): [string, string][] {
  const own = ["site.css", "search.js", "icon.svg"].map((name): [string, string] => [
    name,
    readFileSync(join(root, "test/tools/site/assets", name), "utf8"),
  ]);
  const library = readFileSync(join(root, "node_modules/minisearch/dist/umd/index.js"), "utf8");
  return [...own, ["minisearch.js", library.replace(/^\/\/# sourceMappingURL=.*$/m, "")]];
}
