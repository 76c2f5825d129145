export function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}

export function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
