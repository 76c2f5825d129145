/** Elements that a picture or a page of ours may hold. Nothing that runs, loads or embeds. */
const allowed = new Set(
  (
    "svg style g rect line path circle text tspan title polyline polygon defs clipPath " +
    "html head body meta main section header figure figcaption article h1 h2 h3 p div span small br table thead tbody tr th td caption"
  ).split(" "),
);
const voids = new Set(["meta", "br", "!doctype"]);

/**
 * What is wrong with markup: tags that do not match, elements and attributes that do not belong, raw control
 * characters, numbers that are none, references to the outside. Empty for markup that is safe and well-formed.
 */
export function problemsOf(markup: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  let end = 0;
  for (const match of markup.matchAll(/<(\/?)([a-zA-Z!][\w-]*)((?:[^<>"]|"[^"<]*")*?)(\/?)>/g)) {
    const [whole, closing, name, attributes, empty] = match as unknown as [string, string, string, string, string];
    problems.push(...textProblems(markup.slice(end, match.index), open.at(-1)));
    end = match.index + whole.length;
    if (closing !== "") {
      const expected = open.pop();
      if (expected !== name) problems.push(`</${name}> closes <${expected}>`);
      continue;
    }
    if (!allowed.has(name) && !voids.has(name)) problems.push(`<${name}> does not belong`);
    problems.push(...attributeProblems(name, attributes));
    if (empty === "" && !voids.has(name)) open.push(name);
  }
  problems.push(...textProblems(markup.slice(end), undefined));
  return [...problems, ...open.map((name) => `<${name}> is not closed`)];
}

function textProblems(text: string, within: string | undefined): string[] {
  const problems: string[] = [];
  if (/[<>]/.test(text) && within !== "style") problems.push(`raw < or > in ${JSON.stringify(text.slice(0, 80))}`);
  if (/&(?!(amp|lt|gt|quot|#39|nbsp|#\d+);)/.test(text)) problems.push(`raw & in ${JSON.stringify(text.slice(0, 80))}`);
  if (within === "style" && /url\(|@import|expression\(/.test(text)) problems.push("a style that loads something");
  if (!text.isWellFormed()) problems.push("a lone surrogate");
  return [...problems, ...controls(text)];
}

function attributeProblems(name: string, attributes: string): string[] {
  const problems = controls(attributes);
  for (const [, key, value] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (/^on|^(src|href|xlink:href|srcdoc)$/.test(key!)) problems.push(`attribute ${key} on <${name}>`);
    if (/&(?!(amp|lt|gt|quot|#39);)/.test(value!)) problems.push(`raw & in attribute ${key}`);
    if (
      /^(x|y|x1|x2|y1|y2|cx|cy|r|rx|width|height|d|transform|viewBox)$/.test(key!) &&
      /NaN|Infinity|undefined|e\+/.test(value!)
    ) {
      problems.push(`${key}="${value!.slice(0, 60)}" on <${name}>`);
    }
    if (/^(r|width|height)$/.test(key!) && Number(value) < 0) problems.push(`negative ${key} on <${name}>: ${value}`);
  }
  return problems;
}

const control = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u;

function controls(text: string): string[] {
  return control.test(text) ? [`a control character in ${JSON.stringify(text.slice(0, 80))}`] : [];
}
