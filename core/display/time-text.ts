/** Times that stand below each other, in UTC: ISO 8601 as far as one of them needs it, from the day to the millisecond. */
export function timeTexts(times: readonly number[]): string[] {
  const length = Math.max(0, ...times.filter(isTime).map(neededLength));
  return times.map((time) => (isTime(time) ? isoText(time, length) : String(time)));
}

/** What a `Date` can hold: 285,616 years to either side of 1970. */
export function isTime(ms: number): boolean {
  return Math.abs(ms) <= 8.64e15;
}

const lengths = { day: 0, minute: 5, second: 8, millisecond: 12 };

/** Characters of the time of day that are not all zero. */
function neededLength(ms: number): number {
  if (ms % 1000 !== 0) return lengths.millisecond;
  if (ms % 60_000 !== 0) return lengths.second;
  return ms % 86_400_000 === 0 ? lengths.day : lengths.minute;
}

function isoText(ms: number, length: number): string {
  const [day, time] = new Date(ms).toISOString().split("T");
  return length === 0 ? day! : `${day} ${time!.slice(0, length)}`;
}
