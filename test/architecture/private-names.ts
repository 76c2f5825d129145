import type { Violation } from "./violation.ts";

/** A committed text file. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

// Written in parts, so that this file holds none of them itself.
const forbidden: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  {
    pattern: new RegExp(["\\bregistry\\.(npmjs|yarnpkg)", "files\\.pythonhosted", "repo1?\\.maven"].join("|")),
    what: "a registry's host",
  },
  { pattern: /"resolved": *"/, what: "where a package was fetched from" },
  { pattern: new RegExp(`(?<![\\w.$}])/(${["work", "root", "home/\\w+"].join("|")})/`), what: "a path of one machine" },
];

/** Committed files name no registry host and no path of the machine they were written on. */
export function checkPrivateNames(files: readonly TextFile[]): Violation[] {
  return files.flatMap(({ path, text }) =>
    forbidden.flatMap(({ pattern, what }) => {
      const match = pattern.exec(text);
      if (match === null) return [];
      return [
        {
          file: path,
          line: text.slice(0, match.index).split("\n").length,
          rule: "private names",
          message: `it names ${what}: ${match[0]}`,
          remedy: "remove it; a lockfile is written with omit-lockfile-registry-resolved (.npmrc)",
        },
      ];
    }),
  );
}
