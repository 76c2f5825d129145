/** Characters that make sense: a picture is drawn whatever its caller computed. */
export function characters(count: number | undefined, usual: number, least: number): number {
  if (count === undefined) return usual;
  return Number.isFinite(count) ? Math.floor(Math.min(1000, Math.max(least, count))) : least;
}
