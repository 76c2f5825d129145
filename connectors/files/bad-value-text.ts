const longestText = 300;

/** The text of a value that does not fit its column, for bad records. */
export function badValueText(value: unknown): string {
  const text =
    JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? String(each) : each)) ?? String(value);
  return text.length > longestText ? `${text.slice(0, longestText)}… (${text.length} characters)` : text;
}
