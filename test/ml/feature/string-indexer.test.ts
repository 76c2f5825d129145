import { expect, test } from "vitest";
import { from, makeBatch, type Operator, rowReader, rowSchema } from "../../../core/mod.ts";
import { type StringIndexerOptions, stringIndexer } from "../../../ml/mod.ts";

const letters = ["a", "b", "b", "c", "d", "a", "b", "b", "a", "c", "d", null];
const train = from(letters.map((label) => ({ label })));

test.each([
  ["frequencyDescending", ["b", "a", "c", "d"]],
  ["frequencyAscending", ["c", "d", "a", "b"]],
  ["alphabetAscending", ["a", "b", "c", "d"]],
  ["alphabetDescending", ["d", "c", "b", "a"]],
] as const)("labels are numbered by %s, equally frequent ones by their texts", async (order, labels) => {
  const model = await stringIndexer("label", { order }).fit(train);
  expect(model.learned.labels).toEqual(labels);
});

test("a model gives each label its number", async () => {
  const model = await stringIndexer("label").fit(train);
  const rows = await model.transform(from([{ label: "d" }, { label: "a" }])).collect();
  expect(rows).toEqual([
    { label: "d", labelIndex: 3 },
    { label: "a", labelIndex: 1 },
  ]);
});

const indexes = async (
  options: StringIndexerOptions<string>,
  labels: readonly (string | null)[],
): Promise<unknown[]> => {
  const model = await stringIndexer("label", { ...options, output: "number" }).fit(train);
  const rows = await model.transform(from(labels.map((label) => ({ label })))).collect();
  return rows.map(({ number }) => number);
};

test("labels that were not seen, and absent ones, get the number after the last with keep, and are left out with skip", async () => {
  expect(await indexes({ handleInvalid: "keep" }, ["a", "z", null])).toEqual([1, 4, 4]);
  expect(await indexes({ handleInvalid: "skip" }, ["a", "z", null, "b"])).toEqual([1, 0]);
});

test("by default a label that was not seen is an error that says what to do", async () => {
  await expect(indexes({}, ["a", "z"])).rejects.toThrow(
    'Cannot number the label of column "label" as it must be one of the 4 that were learned: got "z"; set handleInvalid to "skip" or "keep"',
  );
  await expect(indexes({}, [null])).rejects.toThrow("got no label");
});

test("with maxIndexNum the labels beyond share the last number", async () => {
  expect(await indexes({ handleInvalid: "keep", maxIndexNum: 3 }, ["a", "b", "c", "d"])).toEqual([1, 0, 2, 2]);
});

test("numbers and truth are labels by their texts", async () => {
  const rows = from([{ n: 2 }, { n: -1 }, { n: 2 }, { n: true }]);
  const model = await stringIndexer("n").fit(rows);
  expect(model.learned.labels).toEqual(["2", "-1", "true"]);
  expect((await model.transform(rows).collect()).map(({ nIndex }) => nIndex)).toEqual([0, 1, 0, 2]);
});

test("columns of texts with a dictionary are counted and numbered by code, as rows are by text", async () => {
  const carriers = Array.from({ length: 5000 }, (_, at) => ["UA", "AA", "B6", "UA"][(at * at) % 4]!);
  const columns = from(carriers.map((carrier) => ({ carrier }))).pipe<{ carrier: string }>(withDictionary);
  const model = await stringIndexer("carrier").fit(columns, { run: { batchRows: 700 } });
  expect(model.learned.labels).toEqual(["AA", "UA"]);
  const rows = await model.transform(columns).collect({ batchRows: 300 });
  expect(rows.map(({ carrierIndex }) => carrierIndex)).toEqual(carriers.map((one) => (one === "AA" ? 0 : 1)));
});

/** Texts as codes of one dictionary of every batch, its first label in none of them. */
const withDictionary: Operator = {
  name: "with dictionary",
  open: (context) => {
    const texts = ["never", "UA", "AA", "B6"];
    const dictionary = { size: texts.length, texts, text: (code: number) => texts[code]! };
    return {
      batch: (batch) => {
        const read = rowReader(batch);
        const codes = Int32Array.from({ length: batch.rowCount }, (_, row) =>
          texts.indexOf((read(row) as { carrier: string }).carrier),
        );
        const type = { kind: "string" } as const;
        const column = { type, layout: "dictionary", codes, dictionary, validity: undefined } as const;
        context.emit(makeBatch(rowSchema([{ name: "carrier", type }]), batch.rowCount, [column]));
      },
    };
  },
};

test("what is no label is refused with what to do", async () => {
  await expect(stringIndexer("x").fit(from([{ x: [1] }]) as never)).rejects.toThrow(
    'Cannot number the labels of column "x" as they must be texts, numbers or true and false: got [1]; make texts of them by map',
  );
});
