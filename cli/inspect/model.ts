import type { Inspected } from "./inspect.ts";

/** What a saved model is: its stage, its parameters, what it has learned. */
export async function inspectModel(path: string): Promise<Inspected> {
  const { loadModel } = await import("../../ml/mod.ts");
  const model = (await loadModel(path)) as unknown as StageView;
  const lines = stageLines(model, "");
  return {
    text: `${path}: a saved model\n\n${lines.join("\n")}\n`,
    data: { path, kind: "model", ...stageData(model) },
  };
}

interface StageView {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly learned?: Readonly<Record<string, unknown>>;
  readonly stages?: readonly StageView[];
  readonly schema?: Readonly<Record<string, { readonly kind: string }>>;
}

function stageLines({ kind, parameters, learned = {}, stages = [], schema = {} }: StageView, indent: string): string[] {
  const named = (entries: Readonly<Record<string, unknown>>, text: (value: unknown) => string): string[] =>
    Object.entries(entries)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${indent}    ${name}: ${text(value)}`);
  return [
    `${indent}${kind}`,
    ...(Object.keys(schema).length === 0
      ? []
      : [`${indent}  columns`, ...named(schema, (type) => (type as { kind: string }).kind)]),
    ...(Object.keys(parameters).length === 0
      ? []
      : [`${indent}  parameters`, ...named(parameters, (value) => JSON.stringify(value) ?? "none")]),
    ...(Object.keys(learned).length === 0 ? [] : [`${indent}  learned`, ...named(learned, learnedText)]),
    ...stages.flatMap((stage) => stageLines(stage, `${indent}  `)),
  ];
}

const mostShown = 6;

function learnedText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 80));
  if (typeof value !== "object" || value === null || !("length" in value)) return String(value);
  const { length } = value as ArrayLike<unknown>;
  const first = Array.from(value as ArrayLike<unknown>)
    .slice(0, mostShown)
    .map((each) => (typeof each === "string" ? JSON.stringify(each.slice(0, 40)) : String(each)));
  return `${length.toLocaleString("en-US")} of ${value.constructor.name}: ${first.join(", ")}${length > mostShown ? ", …" : ""}`;
}

function stageData({ kind, parameters, learned = {}, stages }: StageView): object {
  const sizes = Object.entries(learned).map(([name, value]) => {
    const isList = typeof value === "object" && value !== null && "length" in value;
    return [name, isList ? { values: (value as ArrayLike<unknown>).length } : value];
  });
  return {
    stage: kind,
    parameters,
    learned: Object.fromEntries(sizes),
    ...(stages === undefined ? {} : { stages: stages.map(stageData) }),
  };
}
