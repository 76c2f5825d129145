import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sourceOf } from "../architecture/source.ts";
import { publicEntries, readManifests } from "../tools/entries.ts";
import { repositoryFolder as root } from "../tools/repository.ts";
import { readApi } from "../tools/site/api.ts";
import { checkSite } from "../tools/site/check-site.ts";
import { errorsOf, errorTables } from "../tools/site/error-index.ts";
import { withGenerated } from "../tools/site/generated.ts";
import { renderMarkdown } from "../tools/site/markdown.ts";
import { drawn, pictures } from "../tools/site/pictures.ts";
import { makeSite, type Site } from "../tools/site/site.ts";
import { siteHref } from "../tools/site/sources.ts";

describe("the site of the documentation", () => {
  let site: Site;
  beforeAll(async () => {
    site = makeSite(root, await readApi(root, publicEntries(readManifests(root))));
  }, 180_000);

  test("is sound: links lead to pages and headings that are there, and nothing comes from elsewhere", () => {
    expect(checkSite(site.files)).toEqual([]);
  });

  test("names functions and methods only that there are", () => {
    expect(site.unknownNames).toEqual([]);
  });

  test("describes what each entry exports", () => {
    for (const page of [
      "millrace/functions/from",
      "millrace/graph/functions/pageRank",
      "millrace/ml/functions/kMeans",
    ]) {
      expect(site.files.get(`api/${page}.html`)).toContain("<h1");
    }
    const entries = Object.keys(publicEntries(readManifests(root)));
    expect(entries.filter((entry) => !site.files.has(`api/${entry}/index.html`))).toEqual([]);
  });

  test("leads from its first page to every other page of docs/", () => {
    const reached = new Set(["index.html"]);
    for (const path of reached) {
      for (const [, href] of site.files.get(path)!.matchAll(/ href="([^":#]+\.html)/g))
        reached.add(posix.join(posix.dirname(path), href!));
    }
    const pages = globSync("docs/**/*.md", { cwd: root }).map((path) => siteHref(path.replaceAll("\\", "/")));
    expect(pages.length).toBeGreaterThan(20);
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  });
});

test.each(Object.keys(pictures))("%s is what its script draws", (name) => {
  expect(readFileSync(join(root, "docs/pictures", name), "utf8")).toBe(drawn(name));
});

describe("a page that is not sound is told", () => {
  const page = (body: string): Map<string, string> =>
    new Map([
      ["a/b.html", `<h1 id="x">X</h1>${body}`],
      ["c.html", "<h1>C</h1>"],
    ]);

  test.each([
    ["a file that is nowhere", '<a href="../d.html">d</a>', "the site has no d.html"],
    ["a heading that is nowhere", '<a href="#y">y</a>', "a/b.html has no such heading"],
    ["a heading of another page", '<a href="../c.html#y">y</a>', "c.html has no such heading"],
    ["a script from elsewhere", '<script src="https://example.org/a.js"></script>', "would be loaded from elsewhere"],
    ["two headings of the first level", "<h1>Y</h1>", "got 2"],
    ["an id twice", '<p id="x"></p>', "the id x is there twice"],
    ["a picture without words", '<img src="../c.html">', "has no text"],
    ["elements that cross", "<p><b></p></b>", "</p> ends <b>"],
    ["an element that does not end", "<p>", "<p> does not end"],
  ])("%s", (_, body, message) => {
    expect(checkSite(page(body)).map((violation) => violation.message)).toEqual([expect.stringContaining(message)]);
  });

  test("and one that is sound is not", () => {
    expect(
      checkSite(page('<a href="#x">x</a><a href="../c.html">c</a><a href="https://example.org">e</a><br>')),
    ).toEqual([]);
  });
});

describe("what is told elsewhere", () => {
  const errors = (code: string): string[] =>
    errorsOf([sourceOf("connectors/x/a.ts", code)]).map(
      ({ area, failed, remedy }) => `${area} | ${failed} | ${remedy}`,
    );

  test("errors are those of the sources, with names for what differs", () => {
    const code = [
      "throw new RangeError(",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
      "`Cannot read ${JSON.stringify(rowPath)} as it must ${isOld ? 'end' : 'be'}: got ${shown(kind)}; ` + 'say \"a\", or mend it');",
    ].join("\n");
    expect(errors(code)).toEqual(['connectors/x | Cannot read ‹row path› as it must end | say "a", or mend it']);
  });

  test.each([
    ["without what was got", '"Cannot open a as b: use c"', "Cannot open a as b | use c"],
    ["without what must hold", '"Cannot write what is c: got d; use e"', "Cannot write what is c | use e"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    [
      "whose remedy differs",
      "`Cannot open x as b: got ${got}; ${remedy}`",
      "Cannot open x as b | what the message says",
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    [
      "that begins with what differs",
      "`Cannot ${what} as it has no c: got ${got}; do d`",
      "Cannot ‹what› as it has no c | do d",
    ],
  ])("a message %s is one of them", (_, text, told) => {
    expect(errors(`throw new Error(${text});`)).toEqual([`connectors/x | ${told}`]);
  });

  test.each([
    ["a defect", 'throw new Error("Cannot open a as b; this is a defect of Millrace");'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    [
      "a message that is put together elsewhere",
      "throw new Error(`Cannot read ${path} as it must be ${must}; ${remedy}`);",
    ],
    ["another text", 'const text = "Can a as b; c";'],
  ])("%s is left out of them", (_, code) => {
    expect(errors(code)).toEqual([]);
  });

  test("is shown as a table that any text fits into", () => {
    expect(errorTables([{ area: "core", failed: "Cannot a|b_", remedy: "`c`" }])).toContain(
      "| Cannot a\\|b\\_ | \\`c\\` |",
    );
  });

  test("parts of other pages have their links from where they are shown", () => {
    const part = '<!-- part: ../connectors/README.md "What each promises" -->';
    expect(withGenerated(root, "docs/a.md", part)).toContain("| files of any format, anywhere |");
    const linked = withGenerated(root, "docs/a.md", '<!-- part: ../graph/README.md "graph: graphs over datasets" -->');
    expect(linked).toContain("](../graph/streaming/README.md)");
    expect(() => withGenerated(root, "docs/a.md", part.replace("each", "none"))).toThrow("must have the heading");
  });
});

describe("Markdown", () => {
  const around = { link: (href: string) => href, name: () => undefined, picture: () => undefined };
  const html = (text: string): string => renderMarkdown(text, around).html;

  test("has headings by the ids of GitHub, those of one name counted", () => {
    const { headings, title } = renderMarkdown("# A `b()`, c\n## D & e\n## D & e\n", around);
    expect(title).toBe("A b(), c");
    expect(headings.map(({ id }) => id)).toEqual(["a-b-c", "d--e", "d--e-1"]);
  });

  test("shows TypeScript word by word, with what a template holds", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    const text = "```ts\nconst a = `x ${b({ c: 1 })} y`; // <z>\n```";
    expect(
      html(text)
        .replace(/<\/?(?:figure|pre|code)[^>]*>/g, "")
        .trim(),
    ).toBe(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
      '<span class="keyword">const</span> a = <span class="string">`x ${</span>b({ c: <span class="number">1</span> })' +
        '<span class="string">} y`</span>; <span class="comment">// &lt;z&gt;</span>',
    );
  });

  test("is escaped in code, in blocks of any language", () => {
    expect(html("`<b>` and\n\n```\n<i>&\n```\n")).toContain("<code>&lt;b&gt;</code>");
    expect(html("```\n<i>&\n```\n")).toContain("&lt;i&gt;&amp;");
  });

  test("has no link within a link", () => {
    const { html } = renderMarkdown("[`from`](x.md)", { ...around, name: () => "api.html" });
    expect(html).toBe('<p><a href="x.md"><code>from</code></a></p>\n');
  });
});
