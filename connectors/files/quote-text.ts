/** Text in quotes, with control characters made visible, cut to a readable length. */
export function quoteText(text: string, length = 100): string {
  return text.length > length
    ? `${JSON.stringify(text.slice(0, length))}… (${text.length} characters)`
    : JSON.stringify(text);
}
