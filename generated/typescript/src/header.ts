// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** Header fields: what requests send and responses hold, beyond texts. */

/**
 * The version of something, exactly as the server names it in `ETag`, quotation marks included. It is opaque: compare it,
 * keep it, send it back.
 */
export type EntityTag = string;

/** What must hold for a request to be carried out. One of both or, if it is left out, nothing. */
export type Precondition =
  | {
      /** `If-Match`: the current version is this one. */
      readonly ifMatch: EntityTag;
      readonly ifNoneMatch?: never;
    }
  | {
      readonly ifMatch?: never;
      /** `If-None-Match: *`. The operation says what it means to it. */
      readonly ifNoneMatch: "*";
    };

/** A single range of bytes (RFC 9110, 14.1.2). Places count from 0, and both ends are included. */
export type ByteRange =
  | { readonly first: number; readonly last?: number; readonly suffix?: never }
  | {
      readonly first?: never;
      readonly last?: never;
      /** That many bytes at the end. */
      readonly suffix: number;
    };

/** Which part of a content is sent (RFC 9110, 14.4). */
export interface ContentRange {
  /** The first byte that is sent, counted from 0. */
  readonly first: number;
  /** The last byte that is sent. */
  readonly last: number;
  /** The size of the whole content in bytes, if known. */
  readonly total: number | undefined;
}

/**
 * Adds a header.
 *
 * @throws RangeError if no header can have the value: what `fetch` says of it is a `TypeError`, as of a failed connection.
 */
export function writeHeader(headers: Headers, name: string, value: string | undefined): void {
  const found = value === undefined ? "none" : JSON.stringify(value);
  if (value === undefined || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    throw new RangeError(`expected characters of Latin-1 without line breaks for the header ${name}, found ${found}`);
  }
  headers.set(name, value);
}

/** Adds the header that states a condition. */
export function writePrecondition(headers: Headers, precondition: Precondition | undefined): void {
  if (precondition?.ifMatch !== undefined) {
    writeHeader(headers, "If-Match", precondition.ifMatch);
  } else if (precondition !== undefined) {
    writeHeader(headers, "If-None-Match", precondition.ifNoneMatch);
  }
}

/** Adds the header that names the current version. */
export function writeIfMatch(headers: Headers, version: EntityTag | undefined): void {
  if (version !== undefined) {
    writeHeader(headers, "If-Match", version);
  }
}

/** Adds the header that asks for a part. */
export function writeRange(headers: Headers, range: ByteRange | undefined): void {
  if (range?.suffix !== undefined) {
    headers.set("Range", `bytes=-${count(range.suffix)}`);
  } else if (range !== undefined) {
    headers.set("Range", `bytes=${count(range.first)}-${range.last === undefined ? "" : count(range.last)}`);
  }
}

/** A number of bytes, which a caller of JavaScript may have left out. */
function count(value: number | undefined): string {
  if (!Number.isSafeInteger(value) || Number(value) < 0) {
    throw new RangeError(`expected a whole number of bytes for the header Range, found ${String(value)}`);
  }
  return String(value);
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The usual form of a date, and the two obsolete ones. */
const DATES = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
];

/** A date of HTTP in one of its three forms, all of them in UTC (RFC 9110, 5.6.7); `undefined` if it is none. */
export function readDate(value: string): Date | undefined {
  const parts = DATES.map((form) => form.exec(value)?.groups).find((found) => found !== undefined);
  const { day = "", month: name = "", year: years = "", time = "" } = parts ?? {};
  const [hour = NaN, minute = NaN, second = NaN] = time.split(":").map(Number);
  const month = MONTHS.indexOf(name);
  // Two digits are a year from 1970 to 2069.
  const year = Number(years) + (years.length > 2 ? 0 : Number(years) < 70 ? 2000 : 1900);
  const date = new Date(Date.UTC(year, month, Number(day), hour, minute, second));
  // Other numbers make another date, as 31 February is 3 March.
  const isReal = date.getUTCMonth() === month && date.getUTCDate() === Number(day);
  const isDay = WEEKDAYS[date.getUTCDay()] === value.slice(0, 3);
  return isReal && isDay && hour < 24 && minute < 60 && second < 60 && year >= 1970 ? date : undefined;
}

/** A part of a content; `undefined` if it is none. */
export function readContentRange(value: string): ContentRange | undefined {
  const found = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(value);
  const [, first, last, total] = found ?? [];
  if (first === undefined || last === undefined || total === undefined) {
    return undefined;
  }
  const range = { first: Number(first), last: Number(last), total: total === "*" ? undefined : Number(total) };
  return [range.first, range.last, range.total ?? 0].every(Number.isSafeInteger) ? range : undefined;
}

/** Any text. */
export function readText(value: string): string {
  return value;
}
