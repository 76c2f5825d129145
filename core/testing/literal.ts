/**
 * Any value as text that tells it from every other: what tests compare and print. Properties are sorted, and those that
 * are undefined left out, as rows of columns cannot tell them from absent ones.
 */
export function literal(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return `${value}n`;
    case "function":
      return `function ${value.name}`;
    case "object":
      return value === null ? "null" : objectText(value);
    default:
      return String(value);
  }
}

function objectText(value: object): string {
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (Array.isArray(value)) return `[${Array.from(value, literal).join(", ")}]`;
  if (ArrayBuffer.isView(value)) return `${nameOf(value)}[${Array.from(value as Uint8Array, literal).join(", ")}]`;
  if (value instanceof Map) return `Map{${Array.from(value, ([key, one]) => `${literal(key)}: ${literal(one)}`)}}`;
  if (value instanceof Set) return `Set{${Array.from(value, literal).join(", ")}}`;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const properties = entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => `${key(name)}: ${literal(one)}`);
  const name = nameOf(value);
  return `${name === "Object" ? "" : `${name} `}{${properties.length === 0 ? "" : ` ${properties.join(", ")} `}}`;
}

function nameOf(value: object): string {
  return Object.getPrototypeOf(value)?.constructor?.name ?? "Object";
}

function key(name: string): string {
  return /^[a-zA-Z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
