import ts from "typescript";

/** TypeScript as HTML whose words have the class of what they are; the scanner of the compiler tells it. */
export function highlightTypeScript(code: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, code);
  let html = "";
  const open: number[] = []; // how deep braces are within each `${…}` that is open
  for (;;) {
    let token = scanner.scan();
    if (token === ts.SyntaxKind.EndOfFileToken) return html;
    if (token === ts.SyntaxKind.TemplateHead) open.push(0);
    else if (open.length > 0 && token === ts.SyntaxKind.OpenBraceToken) open[open.length - 1]!++;
    else if (open.length > 0 && token === ts.SyntaxKind.CloseBraceToken && open[open.length - 1]!-- === 0) {
      token = scanner.reScanTemplateToken(false);
      open[open.length - 1] = 0;
      if (token === ts.SyntaxKind.TemplateTail) open.pop();
    }
    const text = escapeHtml(scanner.getTokenText());
    const kind =
      token === ts.SyntaxKind.FromKeyword && !/^\s*["']/.test(code.slice(scanner.getTokenEnd()))
        ? undefined
        : kindOf(token);
    html += kind === undefined ? text : `<span class="${kind}">${text}</span>`;
  }
}

/** A line of a shell: what follows `#` is a comment. */
export function highlightShell(code: string): string {
  return escapeHtml(code).replace(/(^|\s)(#[^\n]*)/g, '$1<span class="comment">$2</span>');
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Words that are names elsewhere, and hardly ever so in examples. */
const contextual: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AsKeyword,
  ts.SyntaxKind.AsyncKeyword,
  ts.SyntaxKind.AwaitKeyword,
  ts.SyntaxKind.BooleanKeyword,
  ts.SyntaxKind.FromKeyword,
  ts.SyntaxKind.InterfaceKeyword,
  ts.SyntaxKind.LetKeyword,
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.OfKeyword,
  ts.SyntaxKind.ReadonlyKeyword,
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.TypeKeyword,
  ts.SyntaxKind.UnknownKeyword,
  ts.SyntaxKind.YieldKeyword,
]);

function kindOf(token: ts.SyntaxKind): string | undefined {
  if (token >= ts.SyntaxKind.FirstReservedWord && token <= ts.SyntaxKind.LastReservedWord) return "keyword";
  if (contextual.has(token)) return "keyword";
  if (token >= ts.SyntaxKind.FirstTemplateToken && token <= ts.SyntaxKind.LastTemplateToken) return "string";
  switch (token) {
    case ts.SyntaxKind.StringLiteral:
      return "string";
    case ts.SyntaxKind.NumericLiteral:
    case ts.SyntaxKind.BigIntLiteral:
      return "number";
    case ts.SyntaxKind.SingleLineCommentTrivia:
    case ts.SyntaxKind.MultiLineCommentTrivia:
      return "comment";
    default:
      return undefined;
  }
}
