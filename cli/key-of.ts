/** A key as a text says it: a number, an object or a quoted text as JSON has it; anything else is the text itself. */
export function keyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
