import ts from "typescript";
import { type Source, walk } from "../../architecture/source.ts";

/** An error as the sources have it: what differs from case to case stands as ‹name›. */
export interface KnownError {
  /** The folder that it is of: "core", "connectors/kafka". */
  readonly area: string;
  /** "Cannot ‹do› as ‹what must hold›". */
  readonly failed: string;
  readonly remedy: string;
}

/**
 * The errors of sources that have the form of all: *Cannot ‹do› as ‹what must hold›: got ‹value›; ‹remedy›*, or of which parts
 * that differ are put in. Those that no user can meet (defects of Millrace) are left out.
 */
export function errorsOf(sources: readonly Source[]): KnownError[] {
  const seen = new Set<string>();
  const errors = sources.flatMap((source) =>
    messagesOf(source).flatMap((message) => errorOf(areaOf(source.path), message)),
  );
  return errors
    .filter((error) => {
      const key = JSON.stringify(error);
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => (`${a.area} ${a.failed}` < `${b.area} ${b.failed}` ? -1 : 1));
}

/** A heading for each area, and a table below it. */
export function errorTables(errors: readonly KnownError[]): string {
  const areas = [...new Set(errors.map(({ area }) => area))];
  return areas
    .map((area) => {
      const rows = errors.filter((error) => error.area === area);
      const lines = rows.map(({ failed, remedy }) => `| ${asMarkdown(failed)} | ${asMarkdown(remedy)} |`);
      return `## ${area}\n\n| what failed | what to do |\n|---|---|\n${lines.join("\n")}\n`;
    })
    .join("\n");
}

/** What failed and, behind what was got, what to do; a message of which nothing was got may say it behind a colon. */
const forms = [/^(Cannot .+?)(?:: got .*?)?; (.+)$/s, /^(Cannot .+?): (?!got )(.+)$/s];

function errorOf(area: string, message: string): KnownError[] {
  if (message.includes("defect of Millrace")) return [];
  const [, failed, remedy] = forms.map((form) => form.exec(message)).find((match) => match !== null) ?? [];
  // What is put together elsewhere tells nothing here.
  if (failed === undefined) return [];
  const [told, toDo] = [wordsThatTell(failed), wordsThatTell(remedy!)];
  if (told === 0 || (told === 1 && toDo === 0)) return [];
  return [{ area, failed, remedy: toDo > 0 ? remedy! : "what the message says" }];
}

const formWords = new Set(["Cannot", "as", "it", "must", "be", "is", "in", "of", "the", "a", "an", "from", "to", "by"]);

/** Words that are there in every case, and are not those of the form alone. */
function wordsThatTell(text: string): number {
  const words = text.replace(/‹[^›]*›/g, "").match(/[\p{L}]+/gu) ?? [];
  return words.filter((word) => !formWords.has(word)).length;
}

function areaOf(path: string): string {
  const [folder, below] = path.split("/");
  return folder === "connectors" && below !== undefined && !below.endsWith(".ts") ? `connectors/${below}` : folder!;
}

/** Texts that begin with "Cannot", as whole as they stand in one expression. */
function messagesOf({ ast }: Source): string[] {
  const found: string[] = [];
  walk(ast, (node) => {
    const isText =
      ts.isStringLiteral(node) || ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node);
    const isPart = ts.isBinaryExpression(node.parent ?? node) && node.parent !== undefined;
    if (ts.isBinaryExpression(node) && !ts.isBinaryExpression(node.parent)) found.push(textOf(node));
    else if (isText && !isPart) found.push(textOf(node));
  });
  return found.filter((text) => text.startsWith("Cannot "));
}

function textOf(node: ts.Expression): string {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return (
      node.head.text + node.templateSpans.map(({ expression, literal }) => placeOf(expression) + literal.text).join("")
    );
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return textOf(node.left) + textOf(node.right);
  }
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  return placeOf(node);
}

/** A value that differs, by the name that it has: `${JSON.stringify(path)}` is ‹path›. */
function placeOf(node: ts.Expression): string {
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isConditionalExpression(node)) return placeOf(node.whenTrue);
  if (ts.isCallExpression(node)) {
    const [first] = node.arguments;
    const called = ts.isPropertyAccessExpression(node.expression) ? node.expression : undefined;
    if (first !== undefined && !ts.isArrowFunction(first) && !ts.isStringLiteral(first)) return placeOf(first);
    return called === undefined ? "‹…›" : placeOf(called.expression);
  }
  if (ts.isIdentifier(node)) return `‹${wordsOf(node.text)}›`;
  if (ts.isPropertyAccessExpression(node)) {
    return ["length", "size", "name"].includes(node.name.text)
      ? placeOf(node.expression)
      : `‹${wordsOf(node.name.text)}›`;
  }
  if (ts.isNonNullExpression(node) || ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) {
    return placeOf(node.expression);
  }
  if (ts.isElementAccessExpression(node)) return placeOf(node.expression);
  if (ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)) return textOf(node);
  return "‹…›";
}

function wordsOf(name: string): string {
  return name.replace(/(\p{Ll})(\p{Lu})/gu, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

function asMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>|#~]/g, "\\$&");
}
