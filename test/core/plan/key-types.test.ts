import { describe, expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { type Dataset, from, fromColumns, schema, tumbling } from "../../../core/mod.ts";
import { inFolder, put } from "../../connectors/files/text-files.ts";

// What plain JavaScript may write.
// biome-ignore lint/suspicious/noExplicitAny: the compiler would refuse it
type Untyped = any;

const refusal = (dataset: Dataset<unknown>): Promise<string> =>
  dataset.explain().then(
    () => "no error",
    (error: Error) => error.message,
  );

const numbers = (): Untyped => from([{ id: 1 }, { id: null }, { id: 2 }]);
const texts = (): Untyped => from([{ id: "1", p: 2 }]);

describe("a join by columns whose values can never be equal is refused before anything runs", () => {
  test("of objects in memory, by what their values are", async () => {
    expect(await refusal(numbers().join(texts(), { on: "id" }))).toBe(
      'Cannot match "id" with "id" in join #1 as values of their types are never equal: got float64 on the left and string ' +
        "on the right; make them one type, for instance by the keys [(row) => String(row.id), (row) => row.id]",
    );
    const mended = numbers().join(texts(), {
      on: [(row: Untyped) => String(row.id), (row: Untyped) => row.id],
      how: "semi",
    });
    expect(await mended.collect()).toEqual([{ id: 1 }]);
  });

  test("of typed columns, a schema and an inferred file, whichever join it is", () =>
    inFolder(async (folder) => {
      const typed: Untyped = from([{ id: 1 }], { schema: schema({ id: "int64" }) });
      const flags: Untyped = fromColumns({ id: [true] });
      const file: Untyped = from(csv(await put(`${folder}/ids.csv`, "id\n1\n2\n")));
      expect(await refusal(typed.join(texts(), { on: "id" }))).toContain(
        "got int64 on the left and string on the right",
      );
      expect(await refusal(flags.join(typed, { on: "id", how: "left" }))).toContain(
        "got boolean on the left and int64",
      );
      expect(await refusal(file.join(texts(), { on: "id", window: tumbling(10) }))).toContain("never equal");
      expect(await refusal(file.keyBy("id").asOfJoin(texts().keyBy("id")))).toMatch(
        /Cannot match "id" .* in asOfJoin #2/,
      );
      expect(
        await refusal(
          typed.join(
            texts().filter(() => true),
            { on: [(a: Untyped) => a.id, (b: Untyped) => b.id] },
          ),
        ),
      ).toContain("never equal");
      expect(await refusal(numbers().join(texts(), { on: [(a: Untyped) => a.id, (b: Untyped) => b.p] }))).toBe(
        "no error",
      );
    }));

  test("numbers of all kinds may be equal; of mixed values, and of what is only known when it comes, nothing is said", async () => {
    const typed: Untyped = from([{ id: 1 }], { schema: schema({ id: "int64" }) });
    const mixed: Untyped = from([{ id: 1 }, { id: "1" }]);
    const later: Untyped = texts().map((row: Untyped) => ({ id: row.id.trim() }));
    for (const [left, right] of [
      [typed, numbers()],
      [mixed, texts()],
      [numbers(), later],
      [from([]) as Untyped, texts()],
    ])
      expect(await refusal(left.join(right, { on: "id", how: "semi" }))).toBe("no error");
  });
});
