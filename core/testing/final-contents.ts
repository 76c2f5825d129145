import { eventText, type InputEvent, type RowEvent } from "./event.ts";
import { literal } from "./literal.ts";

/**
 * The rows that are left when all changes have been made, in the order in which they came.
 *
 * @example
 * ```ts
 * console.log(finalContents([insert("a"), updateBefore("a"), updateAfter("b")])); // ["b"]
 * ```
 */
export function finalContents(events: readonly InputEvent[]): unknown[] {
  const left: { value: unknown; text: string }[] = [];
  for (const event of events) {
    if (event.event !== "row") continue;
    const text = literal(event.value);
    if (event.change === "insert" || event.change === "updateAfter") left.push({ value: event.value, text });
    else removeLast(left, text, event);
  }
  return left.map(({ value }) => value);
}

function removeLast(left: { text: string }[], text: string, event: RowEvent): void {
  const place = left.findLastIndex((one) => one.text === text);
  if (place < 0) {
    throw new Error(
      `Cannot apply ${eventText(event)} as the row must be there: got ${left.map((one) => one.text).join(", ") || "no rows"}; ` +
        "the changelog takes back what it never gave",
    );
  }
  left.splice(place, 1);
}
