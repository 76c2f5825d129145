import fc from "fast-check";
import * as cep from "../../cep/mod.ts";
import * as millrace from "../../core/mod.ts";
import { from, type Operator } from "../../core/mod.ts";
import { manySamples, mostDelayMs, type Sample, samples } from "./sample.ts";
import { ofSource, type Rows, type Step, type Traits } from "./step.ts";
import { groupSteps } from "./steps/group-steps.ts";
import { pairSteps } from "./steps/pair-steps.ts";
import { patternSteps } from "./steps/pattern-steps.ts";
import { rowSteps } from "./steps/row-steps.ts";
import { transformSteps } from "./steps/transform-steps.ts";
import { windowSteps } from "./steps/window-steps.ts";

const commonSteps: Readonly<Record<string, Step>> = {
  ...rowSteps,
  ...windowSteps,
  ...groupSteps,
  ...pairSteps,
  ...transformSteps,
};

const steps: Readonly<Record<string, Step>> = { ...commonSteps, ...patternSteps };

/** A step of a program. Its inputs are counted back from the newest dataset, so that any may be left out. */
export interface Instruction {
  readonly step: string;
  readonly numbers: readonly number[];
  readonly input: number;
  readonly other: number;
}

/** Two sources, and what is made of them. The last dataset is the result. */
export interface Program {
  readonly sources: readonly [Sample[], Sample[]];
  readonly instructions: readonly Instruction[];
}

const back = fc.oneof(
  { weight: 9, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
);

function instruction(kinds: Readonly<Record<string, Step>>): fc.Arbitrary<Instruction> {
  return fc.constantFrom(...Object.keys(kinds)).chain((step) =>
    fc.record({
      step: fc.constant(step),
      numbers: kinds[step]!.numbers,
      input: back,
      other: fc.integer({ min: 0, max: 4 }),
    }),
  );
}

export const programs: fc.Arbitrary<Program> = fc.record({
  sources: fc.tuple(samples, samples),
  instructions: fc.array(instruction(commonSteps), { minLength: 1, maxLength: 8, size: "max" }),
});

const patternsOfSources = instruction(patternSteps).map((one): Instruction => ({ ...one, input: 1, other: 0 }));

/** Patterns over one source, mostly by rules that come from the other while it runs, and what may be made of the matches. */
export const patternPrograms: fc.Arbitrary<Program> = fc.record({
  sources: fc.tuple(manySamples, manySamples),
  instructions: fc
    .tuple(patternsOfSources, fc.array(instruction({ ...rowSteps, ...windowSteps }), { maxLength: 2 }))
    .map(([first, others]) => [first, ...others]),
});

/** How a program is built. */
export interface Build {
  readonly boundedness: "bounded" | "unbounded";
  /** Whether neighbouring steps may become one. */
  readonly fused: boolean;
  /** How far the splits of all sources may drift apart, ms. Default: as far as they like. */
  readonly alignMs?: number | undefined;
}

/** A step that can be taken where its inputs are. */
interface Taken {
  readonly step: string;
  readonly numbers: readonly number[];
  readonly input: number;
  readonly other: number | undefined;
}

/** The steps that fit their inputs; of them those that the result needs. Datasets 0 and 1 are the sources. */
interface Plan {
  readonly taken: readonly Taken[];
  readonly needed: ReadonlySet<number>;
  readonly result: Traits;
}

function planOf({ instructions }: Program): Plan {
  const traits: Traits[] = [ofSource, ofSource];
  const taken: Taken[] = [];
  for (const { step, numbers, input, other } of instructions) {
    const [at, beside] = [input, other].map((n) => Math.max(0, traits.length - 1 - n)) as [number, number];
    const { takes = () => true, gives = (given: Traits) => given, pairs } = steps[step]!;
    const [mine, others] = [traits[at]!, traits[pairs === true ? beside : at]!];
    if (!takes(mine, others)) continue;
    traits.push(gives(mine, others));
    taken.push({ step, numbers, input: at, other: pairs === true ? beside : undefined });
  }
  return { taken, needed: neededOf(taken), result: traits.at(-1)! };
}

export function traitsOf(program: Program): Traits {
  return planOf(program).result;
}

export function datasetOf(program: Program, build: Build): Rows {
  const { boundedness } = build;
  // A generator is a stream to the planner; an array is stored data.
  const sources = program.sources.map((rows) =>
    boundedness === "bounded" ? from([...rows]) : from(streamed(rows), { boundedness }),
  );
  return builtOn(program, sources, build);
}

/** A program over any sources of records that are at most `mostDelayMs` late. */
export function builtOn(
  program: Program,
  sources: readonly Rows[],
  { fused = true, alignMs }: Partial<Omit<Build, "boundedness">> = {},
): Rows {
  const align = alignMs === undefined ? {} : { align: { group: "all", maxDrift: alignMs } };
  const datasets = sources.map((rows) =>
    rows.withEventTime((row) => row.at, { outOfOrder: mostDelayMs + 1, ...align }),
  );
  const { taken, needed } = planOf(program);
  taken.forEach(({ step, numbers, input, other }, at) => {
    if (!needed.has(at + 2)) return;
    const made = steps[step]!.make(...numbers)(datasets[input]!, datasets[other ?? input]!);
    datasets[at + 2] = fused ? made : made.pipe(passOn);
  });
  return datasets[taken.length + 1]!;
}

function streamed(rows: readonly Sample[]): Iterable<Sample> {
  return { [Symbol.iterator]: () => rows[Symbol.iterator]() };
}

/** Between two steps nothing becomes one; it takes no selections, so that those are resolved. */
const passOn: Operator = {
  name: "pass on",
  changes: "keeps",
  open: (context) => ({ batch: (batch) => context.emit(batch) }),
};

/** The program as TypeScript that can be pasted. */
export function textOf(program: Program, sources: readonly (readonly Sample[])[], build: Build): string {
  const { boundedness, alignMs } = build;
  const align = alignMs === undefined ? "" : `, align: { group: "all", maxDrift: ${alignMs} }`;
  const { taken, needed } = planOf(program);
  const lines: string[] = [];
  sources.forEach((rows, n) => {
    if (!needed.has(n)) return;
    const given = JSON.stringify(rows).replaceAll("},{", "},\n  {");
    const source =
      boundedness === "bounded"
        ? `from<Sample>(${given})`
        : `from<Sample>(${given}.values(), { boundedness: "unbounded" })`;
    lines.push(`const d${n} = ${source}.withEventTime((row) => row.at, { outOfOrder: ${mostDelayMs + 1}${align} });`);
  });
  taken.forEach(({ step, numbers, input, other }, at) => {
    if (!needed.has(at + 2)) return;
    const inputs = other === undefined ? `d${input}` : `d${input}, d${other}`;
    lines.push(
      `// ${step}`,
      `const d${at + 2} = (${typed(steps[step]!.make.toString())})(${numbers.join(", ")})(${inputs});`,
    );
  });
  lines.push(`await d${taken.length + 1}.forEach((row) => console.log(row));`);
  return withImports(lines.join("\n"));
}

/** The datasets that the last one is made of. */
function neededOf(taken: readonly Taken[]): Set<number> {
  const needed = new Set([taken.length + 1]);
  for (let at = taken.length - 1; at >= 0; at--) {
    if (!needed.has(at + 2)) continue;
    const { input, other } = taken[at]!;
    needed.add(input);
    if (other !== undefined) needed.add(other);
  }
  return needed;
}

/** A step with the types that the test runner took away. */
function typed(make: string): string {
  return make.replace(/^\(?([\w, ]*?)\)? => \((rows)(, other)?\)/, (_, numbers: string, _rows, other?: string) => {
    const named = numbers === "" ? "" : `${numbers.split(", ").join(": number, ")}: number`;
    return `(${named}) => (rows: Dataset<Sample>${other === undefined ? "" : ", other: Dataset<Sample>"})`;
  });
}

const sampleType =
  "interface Sample { readonly at: number; readonly key: string; readonly group: number; readonly value: number | null }";

/** What is used of the package is imported; the test runner may have put another name before it. */
function withImports(code: string): string {
  const plain = code
    .replace(/\(0,\s*__vite_ssr_import_\d+__\.(\w+)\)/g, "$1")
    .replace(/__vite_ssr_import_\d+__\./g, "");
  const usedOf = (names: readonly string[]): string[] =>
    names.filter((name) => new RegExp(`(?<![.\\w])${name}[(.<]`).test(plain)).sort();
  const used = usedOf(Object.keys(millrace).filter((name) => name !== "Dataset"));
  const ofPatterns = usedOf(Object.keys(cep));
  const patterns = ofPatterns.length === 0 ? "" : `import { ${ofPatterns.join(", ")} } from "millrace/cep";\n`;
  return `import { ${[...used, "type Dataset"].sort().join(", ")} } from "millrace";\n${patterns}${sampleType}\n${plain}`;
}
