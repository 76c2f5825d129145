/** Whether an error's message is one of our own, which are whole sentences: what failed, where, and what to do. */
export function isExplained(error: unknown): error is Error {
  return (
    error instanceof DOMException ||
    (error instanceof Error && /^Cannot (?!read propert|set propert|destructure)/.test(error.message))
  );
}
