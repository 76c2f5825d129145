/**
 * The time that `bytes[start, start + length)` tell, ms since the epoch; NaN where they are none. Read are ISO 8601 dates
 * and times of the calendar's extended form: `2024-02-29`, `2024-02-29T08:15`, with seconds, with up to nine decimals
 * (kept to the microsecond), with a space instead of `T`, with `Z` or an offset (`+01:00`, `+0100`, `+01`). Without a
 * zone it is UTC. Years before 0 and behind 9999 have a sign and six digits, as dates of JavaScript have: `+010000-05-01`.
 */
export function isoTime(bytes: Uint8Array, start: number, length: number): number {
  const hasSign = bytes[start] === 43 || bytes[start] === 45;
  const dash = start + (hasSign ? 7 : 4);
  const dateEnd = dash + 6;
  if (start + length < dateEnd || bytes[dash] !== 45 || bytes[dash + 3] !== 45) return Number.NaN;
  const year = hasSign ? signedYear(bytes, start) : twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, dash + 1);
  const day = twoDigits(bytes, dash + 4);
  // Not a digit anywhere makes NaN, which no comparison lets pass.
  if (!(year >= -271_821 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return Number.NaN;
  const date = daysSinceEpoch(year, month, day) * 86_400_000;
  if (start + length === dateEnd) return Math.abs(date) <= 8.64e15 ? date : Number.NaN;
  const ofDay = timeOfDay(bytes, dateEnd, start + length);
  const time = date + ofDay;
  if (!(Math.abs(time) <= 8.64e15)) return Number.NaN;
  if (Number.isInteger(ofDay) || Math.abs(time) > 9e12) return time;
  // The sum would round the microseconds to what the larger part has: they are added as integers.
  const wholeMs = Math.floor(ofDay);
  return ((date + wholeMs) * 1000 + Math.round((ofDay - wholeMs) * 1000)) / 1000;
}

/** Of a year 0 that is below 0 nobody knows what it means: it is none. */
function signedYear(bytes: Uint8Array, start: number): number {
  const year = twoDigits(bytes, start + 1) * 10_000 + twoDigits(bytes, start + 3) * 100 + twoDigits(bytes, start + 5);
  if (bytes[start] === 43) return year;
  return year === 0 ? Number.NaN : -year;
}

function timeOfDay(bytes: Uint8Array, start: number, end: number): number {
  const separator = bytes[start];
  if ((separator !== 84 && separator !== 116 && separator !== 32) || end - start < 6 || bytes[start + 3] !== 58) {
    return Number.NaN;
  }
  const hours = twoDigits(bytes, start + 1);
  const minutes = twoDigits(bytes, start + 4);
  let at = start + 6;
  let ms = 0;
  if (at < end && bytes[at] === 58) {
    if (end - at < 3) return Number.NaN;
    const seconds = twoDigits(bytes, at + 1);
    if (!(seconds <= 59)) return Number.NaN;
    ms = seconds * 1000;
    at += 3;
    if (at < end && bytes[at] === 46) {
      const first = ++at;
      let micros = 0;
      while (at < end && bytes[at]! >= 48 && bytes[at]! <= 57) {
        if (at < first + 6) micros = micros * 10 + bytes[at]! - 48;
        at++;
      }
      const digits = at - first;
      if (digits === 0 || digits > 9) return Number.NaN;
      for (let digit = digits; digit < 6; digit++) micros *= 10;
      ms += micros / 1000;
    }
  }
  const offset = zoneOffset(bytes, at, end);
  return hours <= 23 && minutes <= 59 ? (hours * 60 + minutes - offset) * 60_000 + ms : Number.NaN;
}

/** Minutes east of UTC that `bytes[start, end)` tell. */
function zoneOffset(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const sign = bytes[start];
  if (sign === 90 || sign === 122) return end === start + 1 ? 0 : Number.NaN;
  if ((sign !== 43 && sign !== 45) || end < start + 3) return Number.NaN;
  const hours = twoDigits(bytes, start + 1);
  const rest = bytes[start + 3] === 58 ? start + 4 : start + 3;
  const minutes = end === start + 3 ? 0 : end === rest + 2 ? twoDigits(bytes, rest) : Number.NaN;
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  return sign === 45 ? -(hours * 60 + minutes) : hours * 60 + minutes;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** @see Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”, `days_from_civil`. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
