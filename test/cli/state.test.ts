import { expect, test } from "vitest";
import { jsonValue } from "../../cli/json-value.ts";
import { commandLine } from "./command-line.ts";

const cli = commandLine();

test("millrace state shows what a key of a running job has", async () => {
  const job = cli.write(
    "visits.ts",
    `import { job, state } from "millrace";
const visits = { async *[Symbol.asyncIterator]() { yield { user: "Ann", page: "a" }; yield { user: "Ann", page: "b" }; await new Promise(() => {}); } };
export default job("visits", ({ from }) =>
  from(visits, { boundedness: "unbounded" })
    .keyBy((visit) => visit.user)
    .process({ state: { pages: state.map() }, row({ page }, { state: { pages } }) {
      pages.set(page, (pages.get(page) ?? 0) + 1);
      if (page === "b") console.log("both");
      return [];
    } }, { name: "by user" })
    .discard());`,
  );
  await cli.whileRunning([job], async () => {
    const asked = async (...words: readonly string[]) => cli.millrace("state", "visits", ...words);
    expect(await asked("pages", "--key", "Ann")).toEqual({ code: 0, out: '[["a",1],["b",1]]\n', err: "" });
    expect((await asked("pages", "--key", "Bob", "--step", "by user")).out).toBe("nothing\n");
    expect(await asked("page", "--key", "Ann")).toMatchObject({
      code: 1,
      err: expect.stringContaining("did you mean pages?"),
    });
  });
});

test("a state is asked for by a job, a name and a key", async () => {
  expect(await cli.millrace("state", "visits", "pages")).toMatchObject({
    code: 2,
    err: expect.stringContaining("write millrace state job.ts NAME --key KEY"),
  });
});

test("values that JSON has not are told all the same", () => {
  const value = {
    map: new Map([[1n, new Set([Number.NaN])]]),
    bytes: Uint8Array.of(1, 2),
    at: new Date(0),
    none: null,
  };
  expect(JSON.stringify(jsonValue(value))).toBe(
    '{"map":[["1",["NaN"]]],"bytes":[1,2],"at":"1970-01-01T00:00:00.000Z","none":null}',
  );
});
