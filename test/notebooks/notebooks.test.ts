import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { repositoryFolder } from "../tools/repository.ts";
import { type Jupyter, type NotebookCell, type NotebookOutput, openJupyter, readNotebook } from "./jupyter.ts";
import { shownBy } from "./kernel-client.ts";

const folder = join(repositoryFolder, "notebooks");
const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

let jupyter: Jupyter;

beforeAll(async () => {
  jupyter = await openJupyter();
  mkdirSync(join(jupyter.folder, "out"), { recursive: true });
}, 600_000);

afterAll(() => jupyter?.remove());

/** What is the same each time: of a cell that is tagged `live`, how its run went on differs, and only the kinds of its outputs are kept. */
function stable({ cell_type, source, metadata, outputs = [] }: NotebookCell): unknown {
  const isLive = metadata.tags?.includes("live") === true;
  // A bar is there where a run took longer than a second: on a busy machine it may be.
  const told = outputs.filter(({ data = {} }) => !/ rows\/s/.test(String(textOf(data["text/plain"]))));
  // What is printed and what is shown go different ways to the kernel: either may be first.
  const inOrder = told.toSorted((a, b) => Number(a.output_type === "stream") - Number(b.output_type === "stream"));
  return { cell_type, source: textOf(source), outputs: inOrder.map(isLive ? kindOf : outputOf) };
}

function kindOf({ output_type, data = {} }: NotebookOutput): unknown {
  return { output_type, media: Object.keys(data).sort() };
}

function outputOf({ output_type, data = {}, text = "" }: NotebookOutput): unknown {
  const values = Object.entries(data).map(([media, value]) => [media, textOf(value)]);
  return { output_type, data: Object.fromEntries(values), text: textOf(text) };
}

/** A file of a notebook has a text as its lines. */
function textOf(value: unknown): unknown {
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : value;
}

test.concurrent.for(names)(
  "%s runs from top to bottom in Deno's kernel and gives the outputs that it is kept with",
  { timeout: 120_000 },
  async (name, { expect }) => {
    copyFileSync(join(folder, name), join(jupyter.folder, name));
    const { code, output } = await jupyter.execute(name);
    expect({ code, output: code === 0 ? "" : output }).toEqual({ code: 0, output: "" });
    const kept = readNotebook(join(folder, name));
    const made = readNotebook(join(jupyter.folder, "out", name));
    expect(made.cells.map(stable)).toEqual(kept.cells.map(stable));
  },
);

test.concurrent("a notebook of which a cell raises an error fails, and says what was raised", async ({ expect }) => {
  const cells = [
    'import { from } from "millrace";',
    'await from([1]).map(() => { throw new Error("a cell that fails"); }).collect();',
  ];
  writeFileSync(join(jupyter.folder, "fails.ipynb"), JSON.stringify(notebookOf(cells)));
  const { code, output } = await jupyter.execute("fails.ipynb");
  expect(code).toBe(1);
  expect(output).toContain("a cell that fails");
}, 120_000);

function notebookOf(sources: readonly string[]): object {
  const kernelspec = { name: "deno", display_name: "Deno", language: "typescript" };
  const cells = sources.map((source, at) => ({
    cell_type: "code",
    id: `cell-${at}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  }));
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}

const endless = `
import { from } from "millrace";
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function* numbers() { for (let n = 0; ; n++) { yield { n }; await sleep(5); } }
const run = from({ [Symbol.asyncIterator]: numbers }, { boundedness: "unbounded" }).filter((row) => row.n % 2 === 0, { name: "even <ones>" }).discard().start();
run`;

test.concurrent("a run that goes on is shown below its cell, again and again in the same place, and a click on its button stops it", async ({
  expect,
}) => {
  const messages = await shownBy(
    jupyter,
    [endless, 'await run.finished.then(() => "went on", (error) => error.message)'],
    1,
  );
  const places = messages.filter(({ type }) => type === "display_data");
  const updates = messages.filter(({ type }) => type === "update_display_data");
  expect(places).toHaveLength(1);
  expect(new Set(updates.map(({ place }) => place))).toEqual(new Set([places[0]!.place]));
  expect(updates.length).toBeGreaterThan(1);
  for (const { html } of [...places, ...updates]) expect(html).toContain("even &lt;ones&gt;");
  expect(messages.find(({ type }) => type === "click")).toEqual({ type: "click", status: 204 });
  // The last that is shown has no button, and says how it ended.
  expect(updates.at(-1)!.html).toMatch(/ended after .*The run was stopped/s);
  expect(updates.at(-1)!.html).not.toContain("<button");
}, 120_000);

test.concurrent("a stream that is shown has its newest rows below its cell until its button is clicked; then the cells below go on", async ({
  expect,
}) => {
  const shown = endless.replace("const run =", "await").replace(".discard().start();\nrun", ".show({ tail: 2 })");
  const messages = await shownBy(jupyter, [shown, '"went on"'], 1);
  const tables = messages.filter(({ html = "" }) => html.includes("rows × 1 column"));
  const counts = tables.map(({ html }) => Number(/([\d,]+) rows ×/.exec(html!)![1]!.replace(",", "")));
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(counts.length).toBeGreaterThan(1);
  const last = tables.at(-1)!;
  expect([...last.html!.matchAll(/<td[^>]*>(\d+)<\/td>/g)].slice(0, 2).map(([, n]) => Number(n))).toEqual([
    2 * counts.at(-1)! - 4,
    2 * counts.at(-1)! - 2,
  ]);
  expect(last.html).toMatch(/ended after .*The run was stopped/s);
  expect(messages.filter(({ type }) => type === "error")).toEqual([]);
  expect(messages.at(-1)!.type).toBe("execute_result");
}, 120_000);

test.concurrent("a run of stored data that takes longer has a bar below its cell, which grows and is whole in the end", async ({
  expect,
}) => {
  const slow = `
import { from } from "millrace";
const until = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
await from(Array.from({ length: 40 }, (_, n) => ({ n }))).map((row) => { until(75); return row; }).collect({ batchRows: 1 }).then((rows) => rows.length)`;
  const bars = (await shownBy(jupyter, [slow])).filter(({ html = "" }) => html.includes("<progress"));
  const shares = bars.map(({ html }) => Number(/value="([\d.]+)"/.exec(html!)![1]));
  expect(new Set(bars.map(({ place }) => place)).size).toBe(1);
  expect(shares.length).toBeGreaterThan(3);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
  expect(bars[0]!.html).toContain("<button");
  expect(bars.at(-1)!.html).not.toContain("<button");
}, 120_000);

test.concurrent("a click on the button of a bar stops the cell that waits for the run", async ({ expect }) => {
  const endlessCell = endless.replace(".discard().start();\nrun", ".discard().run();").replace("const run =", "await");
  const messages = await shownBy(jupyter, [endlessCell], 1);
  expect(messages.filter(({ type }) => type === "error").map(({ text }) => text)).toEqual([
    expect.stringContaining("The run was stopped"),
  ]);
}, 120_000);

test.concurrent("options that are none are told as everywhere", async ({ expect }) => {
  const cell = 'import { from } from "millrace";\nawait from([1]).collect(null)';
  const [told] = await shownBy(jupyter, [cell]);
  expect(told).toEqual({
    type: "error",
    text: expect.stringContaining("Cannot take the options of run as they must be an object: got null"),
  });
}, 120_000);

test.concurrent("a run that is over within a second shows no bar, nor does one that tells its progress to a function", async ({
  expect,
}) => {
  const quick = 'import { range } from "millrace";\n(await range(0, 1000).collect()).length';
  const told = `
import { from } from "millrace";
const wait = (n) => new Promise((resolve) => setTimeout(resolve, 150));
await from([1, 2, 3, 4, 5, 6, 7, 8, 9]).forEach(wait, { onProgress: () => {} }).then(() => undefined)`;
  const shown = await shownBy(jupyter, [quick, told]);
  expect(shown.map(({ type }) => type)).toEqual(["execute_result"]);
}, 120_000);
