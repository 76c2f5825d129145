/** Whether codes for colours are written, which only a terminal understands. */
export type TextColor = "plain" | "terminal";

// The sixteen colours follow the reader's theme, light or dark.
const seriesCodes = [34, 33, 32, 35, 36, 31] as const;

/** Text in the colour of a series. */
export function inSeriesColor(text: string, series: number, color: TextColor): string {
  return color === "plain" || text === ""
    ? text
    : `\u001b[${seriesCodes[series % seriesCodes.length]!}m${text}\u001b[39m`;
}

export function dimmed(text: string, color: TextColor): string {
  return color === "plain" || text === "" ? text : `\u001b[2m${text}\u001b[22m`;
}

export function bold(text: string, color: TextColor): string {
  return color === "plain" || text === "" ? text : `\u001b[1m${text}\u001b[22m`;
}

/** Text on one of the 256 colours. */
export function onColor(text: string, code: number): string {
  return `\u001b[48;5;${code}m${text}\u001b[49m`;
}
