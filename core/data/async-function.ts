/** Whether what a function gives is a promise, or is awaited, by how it is written. */
export function isAsync(value: unknown): boolean {
  return /^\[object Async(?:Generator)?Function\]$/.test(Object.prototype.toString.call(value));
}
