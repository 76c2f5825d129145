import { Marked, type MarkedExtension, type Token, type Tokens } from "marked";
import { escapeHtml, highlightShell, highlightTypeScript } from "./highlight.ts";

/** What a page of Markdown asks of the site around it. */
export interface Surroundings {
  /** Where a link leads from this page, or undefined for what the site does not have: its text is then no link. */
  link(href: string): string | undefined;
  /** Where what an inline code names is described, or undefined. */
  name(code: string): string | undefined;
  /** The text of a picture: SVG, which becomes part of the page. */
  picture(href: string): string | undefined;
}

export interface Heading {
  readonly depth: number;
  readonly id: string;
  /** Plain text. */
  readonly text: string;
}

export interface Rendered {
  readonly html: string;
  /** Of the first heading. */
  readonly title: string;
  readonly headings: readonly Heading[];
  /** Plain text below each heading, for the search; the first part stands before any. */
  readonly parts: readonly { readonly heading: Heading | undefined; readonly text: string }[];
}

/** A page as HTML. Headings have the ids that GitHub gives them. */
export function renderMarkdown(text: string, around: Surroundings): Rendered {
  const headings: Heading[] = [];
  const marked = new Marked({ gfm: true, renderer: rendererOf(around, () => headings[shown++]!) });
  let shown = 0;
  const tokens = marked.lexer(text);
  const taken = new Map<string, number>();
  marked.walkTokens(tokens, (token) => {
    if (token.type === "heading") headings.push(headingOf(token as Tokens.Heading, taken));
  });
  const html = marked.parser(tokens);
  const title = headings.find(({ depth }) => depth === 1)?.text ?? headings[0]?.text ?? "";
  return { html, title, headings, parts: partsOf(tokens, headings) };
}

type Renderer = NonNullable<MarkedExtension["renderer"]>;

function rendererOf(around: Surroundings, nextHeading: () => Heading): Renderer {
  return {
    heading({ tokens, depth }) {
      const { id } = nextHeading();
      const words = this.parser.parseInline(tokens);
      const link = depth === 1 ? "" : ` <a class="anchor" href="#${id}" aria-label="Link to this part">#</a>`;
      return `<h${depth} id="${id}">${words}${link}</h${depth}>\n`;
    },
    code({ text, lang = "" }) {
      return codeBlock(text, lang);
    },
    codespan({ text }) {
      const href = around.name(text);
      const code = `<code>${escapeHtml(text)}</code>`;
      return href === undefined ? code : `<a class="name" href="${escapeHtml(href)}">${code}</a>`;
    },
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      const target = around.link(href);
      return target === undefined
        ? words
        : `<a href="${escapeHtml(target)}">${words.replace(/<\/?a\b[^>]*>/g, "")}</a>`;
    },
    image({ href, text }) {
      const svg = around.picture(href);
      if (svg === undefined) return `<img src="${escapeHtml(href)}" alt="${escapeHtml(text)}">`;
      return `<span class="picture" role="img" aria-label="${escapeHtml(text)}">${svg}</span>`;
    },
    table({ header, rows }) {
      const cells = (row: Tokens.TableCell[], tag: string): string =>
        row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("");
      const head = header.map(({ tokens }) => `<th scope="col">${this.parser.parseInline(tokens)}</th>`).join("");
      const body = rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n");
      return `<div class="wide" tabindex="0" role="group" aria-label="Table"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody></table></div>\n`;
    },
  };
}

function codeBlock(text: string, lang: string): string {
  const [language = "", ...rest] = lang.trim().split(/\s+/);
  const name = rest.join(" ");
  const isTypeScript = ["ts", "typescript", "js", "mjs", "javascript", "json"].includes(language);
  const html = isTypeScript
    ? highlightTypeScript(text)
    : language === "sh" || language === "console"
      ? highlightShell(text)
      : escapeHtml(text);
  const caption =
    name === "" || name === "bad" || name === "good" ? "" : `<figcaption>${escapeHtml(name)}</figcaption>`;
  // What may be wider than the page can be scrolled by keys only where it can have the focus.
  return `<figure class="code">${caption}<pre tabindex="0"><code>${html}</code></pre></figure>\n`;
}

function headingOf(token: Tokens.Heading, taken: Map<string, number>): Heading {
  const text = plain(token.tokens);
  const slug = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
  const before = taken.get(slug);
  taken.set(slug, (before ?? -1) + 1);
  return { depth: token.depth, id: before === undefined ? slug : `${slug}-${before + 1}`, text };
}

/** The words of tokens, without marks. */
export function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === "html") return "";
      if (token.type === "br") return " ";
      if (token.type === "escape" || token.type === "codespan") return (token as Tokens.Codespan).text;
      if ("tokens" in token && token.tokens !== undefined) return plain(token.tokens);
      return "text" in token ? String(token.text) : "";
    })
    .join("");
}

function partsOf(tokens: readonly Token[], headings: readonly Heading[]): Rendered["parts"] {
  const parts: { heading: Heading | undefined; text: string }[] = [{ heading: undefined, text: "" }];
  let next = 0;
  for (const token of tokens) {
    if (token.type === "heading") parts.push({ heading: headings[next++], text: "" });
    else if (token.type !== "space" && token.type !== "html") parts.at(-1)!.text += ` ${wordsOf(token)}`;
  }
  return parts.map(({ heading, text }) => ({ heading, text: text.replace(/\s+/g, " ").trim() }));
}

function wordsOf(token: Token): string {
  if (token.type === "code") return (token as Tokens.Code).text;
  if (token.type === "list")
    return (token as Tokens.List).items.map((item) => item.tokens.map(wordsOf).join(" ")).join(" ");
  if (token.type === "table") {
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows].map((row) => row.map((cell) => plain(cell.tokens)).join(" ")).join(" ");
  }
  if (token.type === "blockquote") return (token as Tokens.Blockquote).tokens.map(wordsOf).join(" ");
  return "tokens" in token && token.tokens !== undefined
    ? plain(token.tokens)
    : "text" in token
      ? String(token.text)
      : "";
}
