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

/** Adds the header that states a condition. */
export function writePrecondition(headers: Headers, precondition: Precondition | undefined): void {
  if (precondition?.ifMatch !== undefined) {
    headers.set("If-Match", precondition.ifMatch);
  } else if (precondition !== undefined) {
    headers.set("If-None-Match", precondition.ifNoneMatch);
  }
}

/** Adds the header that names the current version. */
export function writeIfMatch(headers: Headers, version: EntityTag | undefined): void {
  if (version !== undefined) {
    headers.set("If-Match", version);
  }
}

/** Adds the header that asks for a part. */
export function writeRange(headers: Headers, range: ByteRange | undefined): void {
  if (range?.suffix !== undefined) {
    headers.set("Range", `bytes=-${String(range.suffix)}`);
  } else if (range !== undefined) {
    headers.set("Range", `bytes=${String(range.first)}-${String(range.last ?? "")}`);
  }
}

/** A date of HTTP in one of its three forms, all of them in UTC (RFC 9110, 5.6.7); `undefined` if it is none. */
export function readDate(value: string): Date | undefined {
  const isOld = /^[a-z]{3} [a-z]{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/i.test(value);
  if (!isOld && !/^[a-z]{3,9}, \d{2}[ -][a-z]{3}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/i.test(value)) {
    return undefined;
  }
  const date = new Date(isOld ? `${value} GMT` : value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A part of a content; `undefined` if it is none. */
export function readContentRange(value: string): ContentRange | undefined {
  const found = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(value);
  const [, first, last, total] = found ?? [];
  if (first === undefined || last === undefined || total === undefined) {
    return undefined;
  }
  return { first: Number(first), last: Number(last), total: total === "*" ? undefined : Number(total) };
}

/** Any text. */
export function readText(value: string): string {
  return value;
}
