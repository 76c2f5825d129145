import ts from "typescript";
import { lineOf, type Source, walk } from "./source.ts";
import type { Violation } from "./violation.ts";

export interface Limits {
  readonly median: number;
  readonly p90: number;
  readonly cap: number;
}

/** Lines, comments included. */
export const fileLimits: Limits = { median: 90, p90: 250, cap: 400 };
/** Lines from the first to the last of a function, its docstring not included. */
export const functionLimits: Limits = { median: 8, p90: 25, cap: 60 };

interface Measured {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly lines: number;
}

/** Files and functions that are too long; loops in kernels/ and tables of contents are exempt. */
export function checkSizes(sources: readonly Source[]): Violation[] {
  const measured = sources.filter(({ path }) => !path.includes("/kernels/"));
  const files = measured.filter(({ path }) => !path.endsWith("/mod.ts")).map(fileSize);
  const functions = measured.flatMap(functionSizes);
  return [...checkLimits("file size", files, fileLimits), ...checkLimits("function size", functions, functionLimits)];
}

/** Median, 90th percentile and largest of the measured lines; 0 for none. */
export function quantiles(lines: readonly number[]): Limits {
  const sorted = [...lines].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p90: at(0.9), cap: sorted.at(-1) ?? 0 };
}

function checkLimits(rule: string, measured: readonly Measured[], limits: Limits): Violation[] {
  const over = measured
    .filter(({ lines }) => lines > limits.cap)
    .map(({ file, line, name, lines }) => ({
      file,
      line,
      rule,
      message: `${name} has ${lines} lines, the cap is ${limits.cap}`,
      remedy: "split it so that each part says what it does in its name",
    }));
  return [...over, ...checkQuantile(rule, measured, limits, "median"), ...checkQuantile(rule, measured, limits, "p90")];
}

function checkQuantile(
  rule: string,
  measured: readonly Measured[],
  limits: Limits,
  which: "median" | "p90",
): Violation[] {
  const found = quantiles(measured.map(({ lines }) => lines))[which];
  if (found <= limits[which]) return [];
  const largest = [...measured].sort((a, b) => b.lines - a.lines)[0]!;
  return [
    {
      file: largest.file,
      line: largest.line,
      rule,
      message: `over the whole tree the ${which} is ${found} lines, the limit is ${limits[which]}`,
      remedy: `split the longest first; ${largest.name} here has ${largest.lines} lines`,
    },
  ];
}

function fileSize({ path, text }: Source): Measured {
  return { file: path, line: 0, name: "the file", lines: text.trimEnd().split("\n").length };
}

function functionSizes(source: Source): Measured[] {
  const found: Measured[] = [];
  walk(source.ast, (node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return;
    const line = lineOf(source, node);
    const last = source.ast.getLineAndCharacterOfPosition(node.end).line + 1;
    found.push({ file: source.path, line, name: nameOf(node), lines: last - line + 1 });
  });
  return found;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : "a function";
}
