import {
  type Folding,
  levelForms,
  type PartialColumn,
  partialAt,
  setPartial,
  widenPartials,
} from "../data/partial-columns.ts";
import { generate, madeOnce } from "./generate.ts";

type MergeLoop = (
  from: number,
  to: number,
  entries: Int32Array,
  target: PartialColumn,
  source: PartialColumn,
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
    for (let aggregate = 0; aggregate < foldings.length; aggregate++) {
      mergeColumn(foldings[aggregate]!, loops[aggregate]!, target[aggregate]!, entries, source[aggregate]!, count);
    }
  };
}

function mergeColumn(
  folding: Folding,
  loops: Map<string, MergeLoop>,
  target: PartialColumn,
  entries: Int32Array,
  source: PartialColumn,
  count: number,
  from = 0,
): void {
  levelForms(source, target);
  if (source.form.kind !== target.form.kind) return mergeSlowly(folding, target, entries, source, from, count);
  const kind = source.form.kind;
  let loop = loops.get(kind);
  if (loop === undefined) {
    loop = madeOnce(
      folding,
      `merge ${kind}`,
      () => generate(["merge"], mergeSource(target)).make(folding.merge) as MergeLoop,
    );
    loops.set(kind, loop);
  }
  position.stopped = false;
  loop(from, count, entries, target, source, position);
  if (!position.stopped) return;
  if (kind !== "compact") return mergeSlowly(folding, target, entries, source, position.at, count);
  widenPartials(target);
  mergeColumn(folding, loops, target, entries, source, count, position.at);
}

/** Windows of few keys merge a column of some rows many times: nothing is made for each. */
const position: MergePosition = { at: 0, stopped: false };

function mergeSlowly(
  folding: Folding,
  target: PartialColumn,
  entries: Int32Array,
  source: PartialColumn,
  from: number,
  count: number,
): void {
  if (target.form.kind === "nullable") widenPartials(target);
  for (let k = from; k < count; k++) {
    const merged = folding.merge(partialAt(target, entries[k]!) as never, partialAt(source, k) as never);
    setPartial(target, entries[k]!, merged);
  }
}

/** Morally: `target[entries[k]] = merge(target[entries[k]], source[k])`. */
function mergeSource({ form }: PartialColumn): string {
  return `
return function mergeAll(from, to, entries, target, source, at) {
  const t = target.numbers, s = source.numbers, tp = target.present, sp = source.present, tv = target.values, sv = source.values;
  for (let k = from; k < to; k++) {
    const e = entries[k];
    ${stepText(form)}
  }
};`;
}

function stepText(form: PartialColumn["form"]): string {
  switch (form.kind) {
    case "number":
      return "t[e] = merge(t[e], s[k]);";
    case "compact":
      // The sum of two, where it is exact: both are whole partial results. Of nothing and nothing, −0, it is −0.
      return "const a = t[e], b = s[k], c = a + b, d = c - a; if (a - (c - d) + (b - d) !== 0) { at.at = k; at.stopped = true; return; } t[e] = c;";
    case "nullable":
      return `if (sp[k] === 1) {
      const q = tp[e] === 1 ? merge(t[e], s[k]) : merge(null, s[k]);
      if (typeof q === "number") { t[e] = q; tp[e] = 1; } else if (q === null) tp[e] = 0; else { at.at = k; at.stopped = true; return; }
    }`;
    case "fields": {
      const { length } = form.names;
      const left = form.names.map((name, field) => `${name}: t[b + ${field}]`).join(", ");
      const right = form.names.map((name, field) => `${name}: s[c + ${field}]`).join(", ");
      const stores = form.names.map((name, field) => `t[b + ${field}] = q.${name};`).join(" ");
      return `const b = e * ${length}, c = k * ${length}, q = merge({ ${left} }, { ${right} }); ${stores}`;
    }
    default:
      return "tv[e] = merge(tv[e], sv[k]);";
  }
}
