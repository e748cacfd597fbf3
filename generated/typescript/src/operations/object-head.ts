// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** `object.head`: Ask whether an object exists, and for its version, date and types. */

import type { BareFailure, Documented, Success, Unexpected } from "../answer.js";
import { type Call, nothing } from "../call.js";
import { type EntityTag, readDate, readText } from "../header.js";
import { type Base, type Scope, scopeSegments } from "../scope.js";

/**
 * `object.head`: Ask whether an object exists, and for its version, date and types.
 *
 * HEAD `/buckets/{bucketID}/objects/{objectID}`
 *
 * Source: Object (REST reference, user scope), "HEAD",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
 * The page shows it in user scope.
 */
export interface ObjectHeadRequest {
  /** Where the bucket lives. */
  readonly scope: Scope;
  /** `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`. */
  readonly bucketID: string;
  /** `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`. */
  readonly objectID: string;
}

/**
 * 204 No Content: The object exists.
 *
 * Source: Object (REST reference, user scope), "HEAD".
 */
export interface ObjectHeadFound extends Success<"found", 204> {
  /** `Last-Modified`: When the object was last changed. */
  readonly lastModified: Date;
  /** `Content-Type`: The object's media type. */
  readonly contentType: string;
  /** `X-Kii-BodyType`: The media type of the object's body. */
  readonly xKiiBodyType: string | undefined;
  /** `ETag`: The object's version. */
  readonly eTag: EntityTag;
}

/** The documented answers, and one for anything else. */
export type ObjectHeadAnswer =
  /**
   * 204 No Content: The object exists.
   *
   * Source: Object (REST reference, user scope), "HEAD".
   */
  | ObjectHeadFound
  /**
   * 404 Not Found: There is no object under this ID, or no such owner.
   *
   * Source: Object (REST reference, user scope), "HEAD".
   */
  | BareFailure<"not_found", 404>
  /**
   * 401 Unauthorized: The caller may not ask about the object.
   *
   * Source: Object (REST reference, user scope), "HEAD".
   */
  | BareFailure<"unauthorized", 401>
  /**
   * 400 Bad Request: The bucketID is malformed.
   *
   * Source: Object (REST reference, user scope), "HEAD".
   */
  | BareFailure<"invalid", 400>
  | Unexpected;

/** The request as it is sent. */
export function call(base: Base, request: ObjectHeadRequest): Call {
  const segments = [...scopeSegments(base, request.scope), "buckets", request.bucketID, "objects", request.objectID];
  const headers = new Headers();
  return {
    method: "HEAD",
    segments,
    headers,
    ...nothing(),
  };
}

/** How the answers are known and read. */
export const DOCUMENTED: readonly Documented<ObjectHeadAnswer>[] = [
  {
    statuses: [204],
    shape: { holds: "nothing" },
    read: (received) => ({
      ok: true,
      name: "found",
      status: 204,
      lastModified: received.header(["Last-Modified"], readDate),
      contentType: received.header(["Content-Type"], readText),
      xKiiBodyType: received.optional(["X-Kii-BodyType"], readText),
      eTag: received.header(["ETag"], readText),
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
