// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** Requests on their way out. */

import { writeHeader } from "./header.js";
import type { JsonObject } from "./json.js";

/** Bytes that are sent, with their media type. A stream is sent as it comes, which browsers do over HTTP/2 only. */
export interface Upload {
  /** The media type under which the bytes are stored. */
  readonly mediaType: string;
  /** The bytes. */
  readonly data: Blob | Uint8Array<ArrayBuffer> | ArrayBuffer | ReadableStream<Uint8Array> | string;
}

/** What a request holds: its media type and its content. */
export interface Content {
  readonly mediaType?: string | undefined;
  readonly body?: Upload["data"] | undefined;
}

/** A request in the making. */
export interface Call extends Content {
  readonly method: string;
  /** The segments of the path, not encoded. */
  readonly segments: readonly string[];
  readonly headers: Headers;
}

/** No content, but perhaps a media type. */
export function nothing(mediaType?: string): Content {
  return { mediaType };
}

/**
 * JSON of a media type.
 *
 * @throws RangeError if a value is one that JSON does not have: `NaN`, which would be sent as `null`, or a `bigint`.
 */
export function json(mediaType: string, content: JsonObject | object): Content {
  return { mediaType, body: JSON.stringify(content, known) };
}

function known(name: string, value: unknown): unknown {
  if ((typeof value === "number" && !Number.isFinite(value)) || typeof value === "bigint") {
    throw new RangeError(`expected a number that JSON has as "${name}", found ${String(value)}`);
  }
  return value;
}

/** Bytes. */
export function upload({ mediaType, data }: Upload): Content {
  return { mediaType, body: data };
}

/**
 * The request itself.
 *
 * @throws RangeError if a segment is one that no URL can have, or a media type one that no header can have.
 */
export function toRequest(baseUrl: string, call: Call, signal: AbortSignal | undefined): Request {
  const segments = call.segments.map(encoded);
  // A redirect is no documented answer, and following one may turn a POST into a GET or take content to another server.
  // Browsers would send cookies to the origin of the page, and keep those of answers.
  const init: RequestInit & { duplex?: "half" } = {
    method: call.method,
    headers: call.headers,
    redirect: "manual",
    credentials: "omit",
  };
  if (call.mediaType !== undefined) {
    writeHeader(call.headers, "Content-Type", call.mediaType);
  }
  if (call.body !== undefined) {
    init.body = call.body;
  }
  if (call.body instanceof ReadableStream) {
    init.duplex = "half";
  }
  if (signal !== undefined) {
    init.signal = signal;
  }
  return new Request(`${baseUrl.replace(/\/+$/, "")}/${segments.join("/")}`, init);
}

function encoded(segment: string): string {
  if (segment === "" || segment === "." || segment === "..") {
    throw new RangeError(
      `expected a segment of a path, found "${segment}", which no URL keeps; give another identifier`,
    );
  }
  try {
    return encodeURIComponent(segment);
  } catch (cause) {
    const message = "expected a segment of a path in Unicode, found half of a surrogate pair; give another identifier";
    throw new RangeError(message, { cause });
  }
}

/**
 * Refuses a base address that no request can be sent to.
 *
 * @throws RangeError that does not show it, as it may hold a password.
 */
export function checkBaseUrl(baseUrl: string): void {
  if (!/^https?:/i.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new RangeError(
      "expected an absolute address as baseUrl, for example https://api.example.com, found another text",
    );
  }
  const { username, password } = new URL(baseUrl);
  if (username !== "" || password !== "") {
    throw new RangeError("expected a baseUrl without user and password: give these as `credentials`");
  }
  if (/[?#]/.test(baseUrl)) {
    throw new RangeError("expected a baseUrl without `?` and `#`, behind which no path can stand");
  }
}
