import { type Folding, type PartialColumn, partialAt, setPartial, widenPartials } from "../data/partial-columns.ts";
import { generate } from "./generate.ts";

type MergeLoop = (
  from: number,
  to: number,
  entries: Int32Array,
  target: readonly unknown[],
  source: readonly unknown[],
  at: MergePosition,
) => void;

interface MergePosition {
  at: number;
  stopped: boolean;
}

/** Merges the partial results of one table into another's: of entry k of the source into `entries[k]` of the target. */
export type PartialsMerger = (
  target: readonly PartialColumn[],
  entries: Int32Array,
  source: readonly PartialColumn[],
  count: number,
) => void;

export function partialsMerger(foldings: readonly Folding[]): PartialsMerger {
  const loops = foldings.map(() => new Map<string, MergeLoop>());
  return (target, entries, source, count) => {
    foldings.forEach((folding, aggregate) => {
      mergeColumn(folding, loops[aggregate]!, target[aggregate]!, entries, source[aggregate]!, count);
    });
  };
}

function mergeColumn(
  folding: Folding,
  loops: Map<string, MergeLoop>,
  target: PartialColumn,
  entries: Int32Array,
  source: PartialColumn,
  count: number,
): void {
  if (source.form.kind !== target.form.kind) return mergeSlowly(folding, target, entries, source, 0, count);
  const kind = source.form.kind;
  let loop = loops.get(kind);
  if (loop === undefined) {
    loop = generate(["merge"], mergeSource(target)).make(folding.merge) as MergeLoop;
    loops.set(kind, loop);
  }
  const at = { at: 0, stopped: false };
  loop(0, count, entries, arraysOf(target), arraysOf(source), at);
  if (at.stopped) mergeSlowly(folding, target, entries, source, at.at, count);
}

function arraysOf(column: PartialColumn): unknown[] {
  return [...column.numbers, column.present, column.values];
}

function mergeSlowly(
  folding: Folding,
  target: PartialColumn,
  entries: Int32Array,
  source: PartialColumn,
  from: number,
  count: number,
): void {
  if (target.form.kind === "nullable") widenPartials(target, target.numbers[0]!.length);
  for (let k = from; k < count; k++) {
    const merged = folding.merge(partialAt(target, entries[k]!) as never, partialAt(source, k) as never);
    setPartial(target, entries[k]!, merged);
  }
}

/** Morally: `target[entries[k]] = merge(target[entries[k]], source[k])`. */
function mergeSource({ form, numbers }: PartialColumn): string {
  const columns = numbers.length;
  const heads = numbers.map((_, field) => `const t${field} = target[${field}], s${field} = source[${field}];`);
  heads.push(
    `const tp = target[${columns}], sp = source[${columns}], tv = target[${columns + 1}], sv = source[${columns + 1}];`,
  );
  return `
return function mergeAll(from, to, entries, target, source, at) {
  ${heads.join("\n  ")}
  for (let k = from; k < to; k++) {
    const e = entries[k];
    ${stepText(form)}
  }
};`;
}

function stepText(form: PartialColumn["form"]): string {
  switch (form.kind) {
    case "number":
      return "t0[e] = merge(t0[e], s0[k]);";
    case "nullable":
      return `const q = merge(tp[e] === 1 ? t0[e] : null, sp[k] === 1 ? s0[k] : null);
    if (typeof q === "number") { t0[e] = q; tp[e] = 1; } else if (q === null) tp[e] = 0; else { at.at = k; at.stopped = true; return; }`;
    case "fields": {
      const left = form.names.map((name, field) => `${name}: t${field}[e]`).join(", ");
      const right = form.names.map((name, field) => `${name}: s${field}[k]`).join(", ");
      const stores = form.names.map((name, field) => `t${field}[e] = q.${name};`).join(" ");
      return `const q = merge({ ${left} }, { ${right} }); ${stores}`;
    }
    default:
      return "tv[e] = merge(tv[e], sv[k]);";
  }
}
