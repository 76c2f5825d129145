import { expect, test } from "vitest";
import { from, into, job } from "../../../core/mod.ts";

const kept: number[] = [];
const above = job("above", ({ from: read, parameter }) => {
  const least = Number(parameter("least"));
  const factor = Number(parameter("factor", "1"));
  const rows = read([1, 2, 3, 4])
    .filter((n) => n > least)
    .map((n) => n * factor);
  return rows.sinkTo(into(kept));
});

test("a job is built with the parameters that it is run with, and with defaults for those that are not given", async () => {
  await above.run({ parameters: { least: "2" } });
  await above.start({ parameters: { least: "3", factor: "10" } }).finished;
  expect(kept).toEqual([3, 4, 40]);
});

test("the plan of a job is explained with parameters, and run with those it was explained with", async () => {
  kept.length = 0;
  const output = above.output({ least: "3" });
  expect(await output.explain()).toContain("filter");
  await output.run();
  expect(kept).toEqual([4]);
});

test("a parameter that is needed and not given is an error that says how to give it", async () => {
  expect(() => above.run()).toThrow(
    'Cannot build job "above" as it needs the parameter "least": got none; give it (--param least=VALUE, or parameters: { "least": … })',
  );
  expect(() => above.run({ parameters: { factor: "2" } })).toThrow('needs the parameter "least": got factor;');
});

test("a parameter that the job does not read is an error that names those it reads", () => {
  expect(() => above.run({ parameters: { least: "1", facto: "2" } })).toThrow(
    'Cannot run job "above" as it must read all parameters that it is given: got "facto", it reads least, factor; did you mean factor?',
  );
});

test("parameters are texts, and a name of an object's own prototype is none that is given", () => {
  const given = { least: 2 } as unknown as Record<string, string>;
  expect(() => above.run({ parameters: given })).toThrow('must be texts by name: got 2 for "least"');
  const odd = job("odd", ({ from: read, parameter }) => read([parameter("constructor", "mine")]).discard());
  expect(() => odd.output()).not.toThrow();
});

test("a plan that no job has built takes no parameters", () => {
  const output = from([1]).discard();
  expect(() => output.run({ parameters: { least: "1" } })).toThrow(
    "Cannot run a plan with parameters as only the build function of a job reads them",
  );
  expect(() => above.output({ least: "1" }).run({ parameters: { least: "2" } })).toThrow("got a plan that is built");
});
