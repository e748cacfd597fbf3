// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** `body.head`: Ask whether an object has a body, and for its version and media type. */

import type { BareFailure, Documented, Success, Unexpected } from "../answer.js";
import { type Call, nothing } from "../call.js";
import { type EntityTag, readDate, readText } from "../header.js";
import { type Base, type Scope, scopeSegments } from "../scope.js";

/**
 * `body.head`: Ask whether an object has a body, and for its version and media type.
 *
 * HEAD `/buckets/{bucketID}/objects/{objectID}/body`
 *
 * Source: Object Body (REST reference, user scope), "HEAD",
 * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
 * The page shows it in user scope.
 */
export interface BodyHeadRequest {
  /** Where the bucket lives. */
  readonly scope: Scope;
  /** `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`. */
  readonly bucketID: string;
  /** `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`. */
  readonly objectID: string;
}

/**
 * 204 No Content: The object has a body. 200 OK is read as the same.
 *
 * Source: Object Body (REST reference, user scope), "HEAD".
 */
export interface BodyHeadFound extends Success<"found", 204 | 200> {
  /** `Last-Modified`: When the object was last changed. */
  readonly lastModified: Date;
  /** `ETag`: The body's version. */
  readonly eTag: EntityTag;
  /** `Content-Type`: The body's media type. */
  readonly contentType: string;
}

/** The documented answers, and one for anything else. */
export type BodyHeadAnswer =
  /**
   * 204 No Content: The object has a body. 200 OK is read as the same.
   *
   * Source: Object Body (REST reference, user scope), "HEAD".
   */
  | BodyHeadFound
  /**
   * 404 Not Found: There is no body, no object under this ID, or no such owner.
   *
   * Source: Object Body (REST reference, user scope), "HEAD".
   */
  | BareFailure<"not_found", 404>
  /**
   * 401 Unauthorized: The caller may not ask about the body.
   *
   * Source: Object Body (REST reference, user scope), "HEAD".
   */
  | BareFailure<"unauthorized", 401>
  /**
   * 400 Bad Request: The bucketID or the objectID is malformed.
   *
   * Source: decision A41.
   */
  | BareFailure<"invalid", 400>
  | Unexpected;

/** The request as it is sent. */
export function call(base: Base, request: BodyHeadRequest): Call {
  const segments = [
    ...scopeSegments(base, request.scope),
    "buckets",
    request.bucketID,
    "objects",
    request.objectID,
    "body",
  ];
  const headers = new Headers();
  return {
    method: "HEAD",
    segments,
    headers,
    ...nothing(),
  };
}

/** How the answers are known and read. */
export const DOCUMENTED: readonly Documented<BodyHeadAnswer>[] = [
  {
    statuses: [204, 200],
    shape: { holds: "nothing" },
    read: (received) => ({
      ok: true,
      name: "found",
      status: received.status as 204 | 200,
      lastModified: received.header(["Last-Modified"], readDate),
      eTag: received.header(["ETag"], readText),
      contentType: received.header(["Content-Type"], readText),
    }),
  },
  {
    statuses: [404],
    shape: { holds: "nothing" },
    read: () => ({ ok: false, name: "not_found", status: 404 }),
  },
  {
    statuses: [401],
    shape: { holds: "nothing" },
    read: () => ({ ok: false, name: "unauthorized", status: 401 }),
  },
  {
    statuses: [400],
    shape: { holds: "nothing" },
    read: () => ({ ok: false, name: "invalid", status: 400 }),
  },
];
