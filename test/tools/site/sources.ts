import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** A page of the site as it is written: Markdown, and where it lies in the repository. */
export interface SourcePage {
  /** From the root of the repository: "docs/install.md". API pages have none there: "api/millrace/functions/from.md". */
  readonly path: string;
  readonly text: string;
}

/** A part of the contents: `docs/README.md` has a heading and a list of links for each. */
export interface Section {
  readonly title: string;
  readonly links: readonly { readonly title: string; readonly path: string }[];
}

/** Every Markdown file of the documentation, and the READMEs that it leads to. */
export function sourcePages(root: string): SourcePage[] {
  const folders = "{docs,core,ml,graph,cep,connectors,cli,dashboard,notebooks,test}/**/*.md";
  return globSync(["README.md", "CONTRIBUTING.md", "CHANGELOG.md", folders], { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !path.includes("node_modules") && !/\/\./.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Where a page lies in the site: guides at the top, what is known by its place in the repository below `repository/`. */
export function siteHref(path: string): string {
  if (path === "docs/README.md") return "index.html";
  const place = path.startsWith("docs/") ? path.slice("docs/".length) : path;
  const html = place.replace(/(^|\/)README\.md$/, "$1index.html").replace(/\.md$/, ".html");
  return path.startsWith("docs/") || path.startsWith("api/") ? html : `repository/${html}`;
}

/** The contents of the site, in the order in which it is read: the lists of `docs/README.md`. */
export function contentsOf(home: SourcePage): Section[] {
  const parts = home.text.split(/^## /m).slice(1);
  return parts.map((part) => ({
    title: part.slice(0, part.indexOf("\n")).trim(),
    links: [...part.matchAll(/^- \[([^\]]+)\]\(([^)\s]+)\)/gm)].map(([, title, target]) => ({
      title: title!,
      path: posix.join(posix.dirname(home.path), target!),
    })),
  }));
}

/** What a link of a page leads to in the repository, without what is behind `#`. */
export function targetOf(from: string, href: string): string {
  const [file = ""] = href.split("#");
  return file === "" ? from : posix.join(posix.dirname(from), decodeURI(file));
}

/** The README of a folder that a link names without it. */
export function readmeOf(root: string, folder: string): string | undefined {
  const path = posix.join(folder, "README.md");
  return existsSync(join(root, path)) ? path : undefined;
}
