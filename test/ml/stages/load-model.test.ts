import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { from, schema, vector } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import {
  assemble,
  type Estimator,
  estimator,
  loadModel,
  number,
  numberColumn,
  pipeline,
  stageKind,
  standardScaler,
  stringIndexer,
  type Transformer,
  transformer,
} from "../../../ml/mod.ts";
import { metadataText, type StageEntry } from "../../../ml/stages/model-files.ts";

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder("millrace-models-");
});
afterAll(() => deleteFolder(folder));

const flights = from([
  { carrier: "AA", miles: 100 },
  { carrier: "U\u{1f6e9}", miles: 300 },
  { carrier: "AA", miles: 200 },
]);
const features = pipeline([stringIndexer("carrier"), assemble(["carrierIndex", "miles"]), standardScaler()]);

test("a model that was saved gives the same rows, to the bit, and is saved as the same files", async () => {
  const model = await features.fit(flights);
  await model.save(`${folder}/same/`);
  const again = await features.load(`${folder}/same`);
  const wanted = await model.transform(flights).collect();
  expect(await again.transform(flights).collect()).toEqual(wanted);
  expect(await (await loadModel(`${folder}/same`)).transform(flights).collect()).toEqual(wanted);
  expect(again.stages[2].learned).toEqual(model.stages[2].learned);
  const files = await readdir(`${folder}/same`);
  await again.save(`${folder}/twice`);
  expect(await readdir(`${folder}/twice`)).toEqual(files);
});

test("a model tells the types of the columns that it learned from, and so does its metadata", async () => {
  const typed = from([{ features: [1, 2], n: 1 }], { schema: schema({ features: vector(2), n: "int32" }) });
  const model = await standardScaler().fit(typed);
  expect(model.schema).toEqual({ features: { kind: "vector", size: 2 } });
  await model.save(`${folder}/schema`);
  expect((await standardScaler().load(`${folder}/schema`)).schema).toEqual(model.schema);
  const { stage } = JSON.parse(await readFile(`${folder}/schema/metadata.json`, "utf8")) as { stage: StageEntry };
  expect(stage.schema).toEqual(model.schema);
  const both = await pipeline([stringIndexer("carrier"), standardScaler({ input: "miles" })]).fit(flights);
  expect(both.stages.map((one) => Object.keys(one.schema))).toEqual([["carrier"], ["miles"]]);
});

test("a folder that is written over holds the new model", async () => {
  await (await stringIndexer("carrier").fit(flights)).save(`${folder}/over`);
  await (await stringIndexer("carrier", { order: "alphabetDescending" }).fit(flights)).save(`${folder}/over`);
  expect((await stringIndexer("carrier").load(`${folder}/over`)).learned.labels).toEqual(["U\u{1f6e9}", "AA"]);
});

test("an estimator of other columns, or of another kind, does not load it", async () => {
  await (await standardScaler({ output: "scaled" }).fit(from([{ features: [1] }]))).save(`${folder}/columns`);
  await expect(standardScaler().load(`${folder}/columns`)).rejects.toThrow(
    'as output of standardScaler must be as in the estimator that loads it: got "scaled", not "features"; use loadModel(folder)',
  );
  await expect(stringIndexer("carrier").load(`${folder}/columns`)).rejects.toThrow(
    'got "standardScaler", not "stringIndexer"',
  );
  await expect(features.load(`${folder}/columns`)).rejects.toThrow("as its kind must be as in the estimator");
});

const shifted = stageKind({
  name: "loadModelShifted",
  version: 3,
  parameters: { by: number({ default: 1, min: -10 }) },
  learned: { shift: "number", log: "float64?" },
  // Version 1 called it `offset`, version 2 learned half of it.
  upgrade: ({ version, parameters, learned }) => ({
    parameters: version === 1 ? { by: parameters.offset } : parameters,
    learned: version === 1 ? learned : { shift: 2 * (learned.shift as number) },
  }),
  make: (options: { readonly by?: number }) => shift(options),
});
function shift(options: { readonly by?: number }): Estimator<{ readonly n: number }, { sum: number }> {
  const parameters = shifted.read(options);
  return estimator(shifted, parameters, {
    reads: ["n"],
    adds: ["sum"],
    fold: () => ({ add: () => undefined, finish: () => ({ shift: parameters.by }) }),
    model: (learned) => ({
      reads: ["n"],
      adds: ["sum"],
      open: () => (batch) => [numberColumn(batch.numbers("n").map((n) => n + learned.shift))],
    }),
  });
}

/** What is in the metadata of a folder, changed, with the checksum that belongs to it. */
async function rewritten(name: string, change: (stage: Record<string, unknown>) => unknown): Promise<string> {
  const place = `${folder}/${name}`;
  await (await shift({ by: 4 }).fit(from([{ n: 1 }]))).save(place);
  const { stage } = JSON.parse(await readFile(`${place}/metadata.json`, "utf8")) as { stage: Record<string, unknown> };
  const changed = (change(stage) ?? stage) as StageEntry;
  await writeFile(`${place}/metadata.json`, metadataText(changed));
  return place;
}

test("models of older versions load, upgraded, and those of newer ones say that they are", async () => {
  const one = await loadModel(
    await rewritten("one", (stage) => ({
      ...stage,
      version: 1,
      parameters: { offset: 4 },
      learned: { shift: { value: 4 } },
    })),
  );
  expect(one.parameters).toEqual({ by: 4 });
  expect((await one.transform(from([{ n: 1 }])).collect())[0]).toEqual({ n: 1, sum: 5 });
  const two = await loadModel(await rewritten("two", (stage) => ({ ...stage, version: 2 })));
  expect((await two.transform(from([{ n: 1 }])).collect())[0]).toEqual({ n: 1, sum: 9 });
  await expect(loadModel(await rewritten("four", (stage) => ({ ...stage, version: 4 })))).rejects.toThrow(
    "as loadModelShifted must be of version 1 to 3: got 4; load it with the version of millrace that saved it, or a newer one",
  );
});

test.each([
  [
    "a parameter out of range",
    { parameters: { by: -11 } },
    "Cannot set by in loadModelShifted as it must be a number ≥ -10",
  ],
  ["a parameter that there is not", { parameters: { by: 1, to: 2 } }, "there is no such option"],
  ["a parameter of another type", { parameters: { by: { number: {} } } }, "got NaN"],
  [
    "learned values that there are not",
    { learned: { shift: { value: 1 }, code: { value: "x" } } },
    'no learned "code"',
  ],
  ["learned values that are missing", { learned: {} }, "its learned shift must be number: got nothing"],
  ["learned values of another type", { learned: { shift: { value: "1" } } }, "must be number: got text"],
  [
    "an object for a learned value",
    { learned: { shift: { value: { a: 1 } } } },
    "must be a number or a text: got object",
  ],
  [
    "a file out of the folder",
    { learned: { shift: { value: 1 }, log: { type: "float64", length: 1, file: "../one/x.npy", crc32: "" } } },
    'must be in a file of the folder: got "../one/x.npy"',
  ],
  [
    "a huge array in a small file",
    { learned: { shift: { value: 1 }, log: { type: "float64", length: 2 ** 50, file: "metadata.json", crc32: "0" } } },
    "metadata.json must be as it was written: its checksum differs",
  ],
  ["a kind that is none", { kind: "toString" }, 'its stage must be one that is known: got "toString"'],
  ["a pipeline of nothing", { kind: "pipeline", stages: [] }, "pipeline must have stages: got none"],
  [
    "a pipeline of texts",
    { kind: "pipeline", stages: ["x"] },
    "each stage must have a kind, parameters and what was learned",
  ],
  ["a schema of no types", { schema: { n: 3 } }, "its schema must have a type for each column: got another value"],
  ["no parameters", { parameters: null }, "each stage must have a kind, parameters and what was learned"],
] as const)("a hostile file with %s is refused", async (what, change, message) => {
  const place = await rewritten(what.replaceAll(" ", "-"), (stage) => ({ ...stage, ...change }));
  const refused = expect(loadModel(place)).rejects;
  await refused.toThrow(message);
  await expect(loadModel(place)).rejects.toThrow(/^Cannot load the model in ".*" as /);
});

test("metadata of prototypes changes no prototype", async () => {
  const place = await rewritten("proto", () => undefined);
  const text = await readFile(`${place}/metadata.json`, "utf8");
  const { stage } = JSON.parse(text) as { stage: StageEntry };
  const hostile = JSON.parse(
    JSON.stringify(stage).replace('"by":', '"__proto__":{"polluted":true},"by":'),
  ) as StageEntry;
  await writeFile(`${place}/metadata.json`, metadataText(hostile));
  await expect(loadModel(place)).rejects.toThrow("there is no such option");
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test("every byte that is changed in any file is found out, or changes nothing", async () => {
  const place = `${folder}/damaged`;
  await (await features.fit(flights)).save(place);
  const wanted = await (await loadModel(place)).transform(flights).collect();
  const files = await readdir(place);
  const contents = new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(`${place}/${file}`)] as const)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (file, position, flip) => {
        const damaged = Buffer.from(contents.get(file)!);
        damaged[position % damaged.length]! ^= flip;
        await writeFile(`${place}/${file}`, damaged);
        try {
          const model = await loadModel(place).catch((error: Error) => error);
          // What JSON reads over (spaces) is no change; all else is told as what it is.
          if (model instanceof Error) expect(model.message).toMatch(/^Cannot (load the model in|unpack)/);
          else expect(await model.transform(flights).collect()).toEqual(wanted);
        } finally {
          await writeFile(`${place}/${file}`, contents.get(file)!);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("files that are cut or not there are told", async () => {
  const place = `${folder}/cut`;
  await (await standardScaler().fit(from([{ features: [1, 2] }]))).save(place);
  const files = await readdir(place);
  const array = files.find((file) => file.startsWith("mean"))!;
  await writeFile(`${place}/${array}`, (await readFile(`${place}/${array}`)).subarray(0, 130));
  await expect(loadModel(place)).rejects.toThrow(
    `${array} must be as it was written: its checksum differs; save it again`,
  );
  await rm(`${place}/${array}`);
  await expect(loadModel(place)).rejects.toThrow(array);
  await writeFile(`${place}/metadata.json`, "{");
  await expect(loadModel(place)).rejects.toThrow("metadata.json must hold an object as JSON: got another text");
  await expect(loadModel(`${folder}/nothing`)).rejects.toThrow(
    "as it must be a folder that save() of a model has written: got none with metadata.json; check the path",
  );
});

test("parameters that JSON cannot hold come back as they were", async () => {
  const kind = stageKind({
    name: "loadModelNumbers",
    version: 1,
    parameters: { most: number({ min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY }) },
    make: (options: { readonly most: number }) => make(options.most),
  });
  const make = (most: number): Transformer<{ readonly n: number }, { most: number }> =>
    transformer(kind, kind.read({ most }), {
      reads: ["n"],
      adds: ["most"],
      open: () => (batch) => [numberColumn(batch.numbers("n").map(() => most))],
    });
  for (const most of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0.1, 5e-324]) {
    await make(most).save(`${folder}/numbers`);
    expect((await loadModel(`${folder}/numbers`)).parameters.most).toBe(most);
  }
});

test("it is saved to a folder that is named", async () => {
  const model = await features.fit(flights);
  await expect(model.save("")).rejects.toThrow(
    "Cannot save pipeline as it takes the path or URL of a folder: got an empty text",
  );
});
