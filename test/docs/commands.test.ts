import { expect, test } from "vitest";
import { commandOptions } from "../../cli/command-options.ts";
import { repositoryFolder as root } from "../tools/repository.ts";
import { sourcePages } from "../tools/site/sources.ts";

const known = new Map<string, readonly string[]>(
  Object.entries(commandOptions).map(([name, options]) => [name, Object.keys(options)]),
);
for (const name of ["help", "version"]) known.set(name, []);

/** Commands and options that a text names and the command line does not have. */
function strangers(text: string): string[] {
  const calls = text.matchAll(/\bmillrace ([a-z][\w-]*)((?: [^\n`|]*)?)/g);
  return [...calls].flatMap(([, command, rest]) => {
    const options = known.get(command!);
    if (options === undefined) return [command!];
    const named = [...rest!.matchAll(/ --([a-z][\w-]*)/g)].map(([, name]) => name!);
    return named.filter((name) => !options.includes(name)).map((name) => `${command} --${name}`);
  });
}

/** Code of a page: what stands in prose is no command. */
function codeOf(text: string): string {
  const blocks = text.match(/^```(?:sh|console)\n[\s\S]*?^```/gm) ?? [];
  const inline = text.replace(/^```[\s\S]*?^```/gm, "").match(/`[^`\n]+`/g) ?? [];
  return [...blocks, ...inline].join("\n");
}

test("the documentation names commands and options only that there are", () => {
  const pages = sourcePages(root).filter(({ path }) => path.startsWith("docs/"));
  const codes = pages.map(({ path, text }) => ({ path, code: codeOf(text) }));
  expect(codes.flatMap(({ path, code }) => strangers(code).map((name) => `${path}: ${name}`))).toEqual([]);
  expect(codes.join("").length).toBeGreaterThan(0);
});

test("a command and an option that there are not are told", () => {
  const text =
    "`npx millrace runn job.ts` `millrace run job.ts --paralelism 2`\n\n```sh\nmillrace list --json --all\n```\n";
  expect(strangers(codeOf(text))).toEqual(["list --all", "runn", "run --paralelism"]);
  expect(strangers(codeOf("the millrace runs"))).toEqual([]);
});
