/** The fields of a record of CSV; undefined where a quote is open at its end. An empty field is null, unless it is in quotes. */
export function csvFields(text: string, delimiter: string): (string | null)[] | undefined {
  if (!text.includes('"')) return text.split(delimiter).map((field) => (field === "" ? null : field));
  const fields: (string | null)[] = [];
  for (let at = 0; ; at++) {
    if (text[at] !== '"') {
      const end = endOf(text, delimiter, at);
      fields.push(end === at ? null : text.slice(at, end));
      at = end;
    } else {
      const end = closingQuote(text, at + 1);
      if (end < 0) return undefined;
      const behind = endOf(text, delimiter, end + 1);
      fields.push(text.slice(at + 1, end).replaceAll('""', '"') + text.slice(end + 1, behind));
      at = behind;
    }
    if (at >= text.length) return fields;
  }
}

function endOf(text: string, delimiter: string, from: number): number {
  const found = text.indexOf(delimiter, from);
  return found < 0 ? text.length : found;
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at;
  return -1;
}

/** A field as it is written: in quotes where it would be read otherwise. */
export function csvField(text: string | null, delimiter: string): string {
  if (text === null) return "";
  return text === "" || text.includes(delimiter) || /["\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
