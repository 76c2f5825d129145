import type { Dataset, Output } from "../../../../core/mod.ts";

/** The steps of a plan, from the sinks to the sources. */
export async function stepsOf(planned: Dataset<unknown> | Output, parallelism = 2): Promise<string[]> {
  const lines = await linesOf(planned, parallelism);
  return lines.filter((line) => !/^[\w ]+: /.test(line) && !line.startsWith("sink "));
}

/** What a plan says of one kind, such as "columns read". */
export async function saidOf(planned: Dataset<unknown> | Output, kind: string, parallelism = 2): Promise<string[]> {
  const lines = await linesOf(planned, parallelism);
  return lines.flatMap((line) => (line.startsWith(`${kind}: `) ? [line.slice(kind.length + 2)] : []));
}

async function linesOf(planned: Dataset<unknown> | Output, parallelism: number): Promise<string[]> {
  const text = await planned.explain("plan", { parallelism });
  return text.split("\n").map((line) => line.replace(/^[\s│├└─]+/, ""));
}
