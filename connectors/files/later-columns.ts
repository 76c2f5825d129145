/** A file has columns that nobody knew of when the run was planned. */
export function laterColumns(path: string, more: readonly string[], where: string): TypeError {
  const names = more.slice(0, 5).map((name) => JSON.stringify(name));
  return new TypeError(
    `Cannot read ${JSON.stringify(path)} for ${where} as its columns must be among those of the files that were there when the run began: ` +
      `got ${names.join(", ")} besides; begin the run anew from its checkpoint, with this file there, or name the columns to be read in a schema`,
  );
}
