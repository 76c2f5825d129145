import { posix } from "node:path";
import type { Violation } from "../../architecture/violation.ts";

const voidElements = new Set(["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"]);

/** Of a site as files: links lead somewhere, nothing comes from elsewhere, and pages are sound HTML. */
export function checkSite(files: ReadonlyMap<string, string>): Violation[] {
  const pages = [...files].filter(([path]) => path.endsWith(".html"));
  const ids = new Map(pages.map(([path, html]) => [path, idsOf(html)]));
  return pages.flatMap(([path, html]) => [
    ...links(path, html, files, ids),
    ...foreign(path, html),
    ...soundness(path, html, ids.get(path)!),
  ]);
}

function links(
  path: string,
  html: string,
  files: ReadonlyMap<string, string>,
  ids: ReadonlyMap<string, readonly string[]>,
): Violation[] {
  const targets = new Set(
    [...html.matchAll(/<(?:a|link|script|img)\b[^>]*? (?:href|src)="([^"]*)"/g)].map(([, href]) => href!),
  );
  return [...targets].flatMap((target) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file = "", anchor] = target.replaceAll("&amp;", "&").split("#");
    const place = file === "" ? path : posix.join(posix.dirname(path), decodeURI(file));
    if (!files.has(place)) return [violation(path, `${target} leads nowhere: the site has no ${place}`)];
    const isThere = anchor === undefined || ids.get(place)?.includes(decodeURIComponent(anchor)) === true;
    return isThere ? [] : [violation(path, `${target} leads nowhere: ${place} has no such heading`)];
  });
}

/** What a browser would load from elsewhere while it shows the page. */
function foreign(path: string, html: string): Violation[] {
  const loaded = [...html.matchAll(/<(?:script|link|img|iframe|source)\b[^>]*? (?:src|href)="([a-z]+:[^"]*)"/g)];
  return loaded.map(([, url]) => violation(path, `${url} would be loaded from elsewhere`));
}

function soundness(path: string, html: string, ids: readonly string[]): Violation[] {
  const found: string[] = [];
  const twice = ids.find((id, at) => ids.indexOf(id) < at);
  if (twice !== undefined) found.push(`the id ${twice} is there twice`);
  const tops = html.match(/<h1\b/g)?.length ?? 0;
  if (tops !== 1) found.push(`a page has one heading of the first level: got ${tops}`);
  if (/<img\b(?![^>]* alt=")/.test(html)) found.push("a picture has no text for those who do not see it");
  const open = unbalanced(html);
  if (open !== undefined) found.push(open);
  return found.map((message) => violation(path, message));
}

/** The first element that does not end, or ends in another. */
function unbalanced(html: string): string | undefined {
  const open: string[] = [];
  const text = html.replace(/<!--[\s\S]*?-->|<!doctype html>/g, "");
  for (const [, end, name, rest] of text.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:[^>"]|"[^"]*")*)>/g)) {
    if (end === "/") {
      const last = open.pop();
      if (last !== name) return `</${name}> ends <${last ?? "nothing"}>`;
    } else if (!voidElements.has(name!) && !rest!.endsWith("/")) open.push(name!);
  }
  return open.length === 0 ? undefined : `<${open.at(-1)}> does not end`;
}

function idsOf(html: string): string[] {
  return [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
}

function violation(file: string, message: string): Violation {
  return { file, line: 0, rule: "site", message, remedy: "mend the page of docs/ or the README that it is made of" };
}
