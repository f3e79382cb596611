/**
 * Times as the reader's own system writes them.
 *
 * The zone is the machine's, the language the page's. Unix seconds in, words out. Knows nothing about messages
 * except the `date_time` entity, whose format letters are Telegram's.
 */

const DAY_MS = 86_400_000;

/** The writers for one language: `clock`, `day`, `brief`, `full` and `entity`, each taking unix seconds. */
export function dateWriters(lang) {
  const locale = navigator.languages?.find((tag) => tag.toLowerCase().startsWith(lang)) ?? lang;
  const write = (options) => {
    const format = new Intl.DateTimeFormat(locale, options);
    return (seconds) => format.format(seconds * 1000);
  };
  const clock = write({ hour: "numeric", minute: "2-digit" });
  const sameYear = write({ day: "numeric", month: "long" });
  const otherYear = write({ day: "numeric", month: "long", year: "numeric" });
  const weekday = write({ weekday: "short" });
  const short = write({ day: "2-digit", month: "2-digit", year: "2-digit" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

  const day = (seconds, now = Date.now()) => {
    const ago = daysBetween(seconds * 1000, now);
    if (ago === 0 || ago === 1) return capitalised(relative.format(-ago, "day"), locale);
    return new Date(seconds * 1000).getFullYear() === new Date(now).getFullYear() ? sameYear(seconds) : otherYear(seconds);
  };
  const brief = (seconds, now = Date.now()) => {
    const ago = daysBetween(seconds * 1000, now);
    if (ago === 0) return clock(seconds);
    return ago > 0 && ago < 7 ? weekday(seconds) : short(seconds);
  };
  return {
    clock,
    day,
    brief,
    full: write({ dateStyle: "full", timeStyle: "medium" }),
    entity: (seconds, format) => entityTime(seconds, format, { write, relative }),
  };
}

/** Two moments fall on one calendar day of the machine's zone when these are equal. */
export function dayKey(seconds) {
  const at = new Date(seconds * 1000);
  return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
}

/**
 * A `date_time` entity's text, or null where its own text is to stand (an empty or unknown format).
 * Letters: `r` relative; else `w` weekday, `d`/`D` short or long date, `t`/`T` short or long time.
 */
function entityTime(seconds, format, { write, relative }) {
  if (format === "r") return relativeTime(seconds, relative);
  if (!/^w?[dD]?[tT]?$/.test(format ?? "") || !format) return null;
  const options = {};
  if (format.includes("w")) options.weekday = "long";
  if (format.includes("d")) Object.assign(options, { day: "2-digit", month: "2-digit", year: "2-digit" });
  if (format.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/t/i.test(format)) Object.assign(options, { hour: "numeric", minute: "2-digit" });
  if (format.includes("T")) options.second = "2-digit";
  return write(options)(seconds);
}

function relativeTime(seconds, relative) {
  const away = seconds - Date.now() / 1000;
  for (const [unit, size] of [["year", 31_557_600], ["month", 2_629_800], ["day", 86_400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(away) >= size) return relative.format(Math.trunc(away / size), unit);
  }
  return relative.format(Math.trunc(away), "second");
}

function daysBetween(earlierMs, laterMs) {
  // Midnights are compared, rounded, because a day of a clock change is 23 or 25 hours long.
  return Math.round((new Date(laterMs).setHours(0, 0, 0, 0) - new Date(earlierMs).setHours(0, 0, 0, 0)) / DAY_MS);
}

function capitalised(word, locale) {
  return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
}
