// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** Requests on their way out. */

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
 * @throws RangeError if a number is one that JSON does not have, which would be sent as `null`.
 */
export function json(mediaType: string, content: JsonObject | object): Content {
  return { mediaType, body: JSON.stringify(content, finite) };
}

function finite(name: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) {
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
 * @throws RangeError if a segment is one that no URL can have.
 */
export function toRequest(baseUrl: string, call: Call, signal: AbortSignal | undefined): Request {
  const segments = call.segments.map(encoded);
  // A redirect is no documented answer, and following one may turn a POST into a GET or take content to another server.
  const init: RequestInit & { duplex?: "half" } = { method: call.method, headers: call.headers, redirect: "manual" };
  if (call.mediaType !== undefined) {
    call.headers.set("Content-Type", call.mediaType);
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
  return encodeURIComponent(segment);
}
