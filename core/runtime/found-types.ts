import { typeText } from "../data/data-type.ts";
import { neverRight } from "../data/never-right.ts";
import type { SourceNode } from "../plan/node.ts";

/** Types of columns by name, as texts. */
export type FoundTypes = Readonly<Record<string, string>>;

/**
 * The types by which a bounded source is read, where they are those that were found in its data: what comes to a folder later may
 * change them.
 */
export function foundTypes({ source, description }: SourceNode): FoundTypes | undefined {
  const { schema, inferred } = description ?? {};
  if (source.boundedness !== "bounded" || inferred !== true || schema === undefined) return undefined;
  return Object.fromEntries(schema.fields.map(({ name, type }) => [name, typeText(type)]));
}

/** Throws where a source that has been begun would be read on by other types: rows before and behind would not fit together. */
export function requireFound(node: SourceNode, before: FoundTypes | undefined): void {
  const now = foundTypes(node);
  if (before === undefined || now === undefined) return;
  for (const [name, was] of Object.entries(before)) {
    const is = Object.hasOwn(now, name) ? now[name] : "no such column";
    if (is !== was) throw neverRight(changed(node.name, name, was, is!));
  }
}

function changed(source: string, column: string, was: string, is: string): TypeError {
  return new TypeError(
    `Cannot go on reading ${source} as its columns must have the types that they were read by so far: ` +
      `got ${is} of ${JSON.stringify(column)}, which was ${was}, from files that changed since; ` +
      "take away what came, give the source a schema, or begin anew",
  );
}
