import { wholeText } from "../half-character.ts";

/** What Hive writes where a row has no value. */
const noValue = "__HIVE_DEFAULT_PARTITION__";

/** A value as the name of a folder: what paths or other engines read otherwise is percent-encoded, as Hive does. */
export function escapedValue(text: string | undefined): string {
  if (text === undefined) return noValue;
  if (text === noValue) {
    throw new RangeError(
      `Cannot write a value to a folder as ${JSON.stringify(noValue)} must stand for no value: got a text that is the same; change it before`,
    );
  }
  return wholeText(() => "the name of a folder of partitionBy", text).replace(
    special,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a path.
const special = /[\u0000-\u001f"#%'*/:=?\\{}[\]^\u007f]/g;

/** The names and values that the folders of a path have, those below `base` only; no value is null. */
export function partitionValues(path: string, base: string): readonly (readonly [name: string, text: string | null])[] {
  const below = path.startsWith(base) ? path.slice(base.length) : "";
  return below
    .split("/")
    .slice(0, -1)
    .flatMap((folder) => {
      const at = folder.indexOf("=");
      if (at < 1) return [];
      const value = folder.slice(at + 1);
      return [[unescaped(folder.slice(0, at)), value === noValue ? null : unescaped(value)] as const];
    });
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that some engine wrote as it is
  }
}
