// Dates as ISO 8601 text, exact to the nanosecond, by the proleptic Gregorian calendar.

const secondsPerDay = 86_400n;

/** Days since 1970-01-01 as a date. */
export function isoDate(days: number): string {
  // Era of 400 years, counted from 1 March of year 0 (H. Hinnant, "chrono-compatible low-level date algorithms").
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + 400 * era + (month <= 2 ? 1 : 0);
  return `${isoYear(year)}-${two(month)}-${two(day)}`;
}

/** A count of ticks since midnight as a time, `perSecond` ticks a second. */
export function isoTime(ticks: bigint, perSecond: bigint): string {
  const seconds = ticks / perSecond;
  const whole = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  if (ticks % perSecond === 0n) return whole;
  const digits = String(perSecond).length - 1;
  return `${whole}.${String(ticks % perSecond).padStart(digits, "0")}`;
}

/** A count of ticks since 1970-01-01 as date and time; in UTC where it is said to be. */
export function isoTimestamp(ticks: bigint, perSecond: bigint, utc: boolean): string {
  const perDay = secondsPerDay * perSecond;
  const rest = ((ticks % perDay) + perDay) % perDay;
  return `${isoDate(Number((ticks - rest) / perDay))}T${isoTime(rest, perSecond)}${utc ? "Z" : ""}`;
}

function isoYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(6, "0")}`;
}

function two(value: number | bigint): string {
  return String(value).padStart(2, "0");
}
