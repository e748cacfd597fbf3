// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** `object.get`: Read an object. */

import { type Documented, type Failure, type Success, type Unexpected, failure } from "../answer.js";
import { type Call, nothing } from "../call.js";
import { type EntityTag, readDate, readText } from "../header.js";
import type { JsonObject } from "../json.js";
import { type Base, type Scope, scopeSegments } from "../scope.js";

/**
 * `object.get`: Read an object.
 *
 * GET `/buckets/{bucketID}/objects/{objectID}`
 *
 * Source: Object (REST reference, user scope), "GET",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
 * The page shows it in user scope.
 */
export interface ObjectGetRequest {
  /** Where the bucket lives. */
  readonly scope: Scope;
  /** `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`. */
  readonly bucketID: string;
  /** `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`. */
  readonly objectID: string;
}

/**
 * 200 OK: The object's members, with its own media type.
 *
 * Source: Object (REST reference, user scope), "GET".
 */
export interface ObjectGetFound extends Success<"found", 200> {
  /** `Last-Modified`: When the object was last changed. */
  readonly lastModified: Date;
  /** `X-Kii-BodyType`: The media type of the object's body. */
  readonly xKiiBodyType: string | undefined;
  /** `ETag`: The object's version. */
  readonly eTag: EntityTag;
  /** The object's media type. */
  readonly mediaType: string;
  /** The object's members. */
  readonly content: JsonObject;
}

/** The documented answers, and one for anything else. */
export type ObjectGetAnswer =
  /**
   * 200 OK: The object's members, with its own media type.
   *
   * Source: Object (REST reference, user scope), "GET".
   */
  | ObjectGetFound
  /**
   * 404 Not Found: There is no such user.
   *
   * Source: Object (REST reference, user scope), "GET".
   */
  | Failure<"owner_missing", "UserNotFound">
  /**
   * 404 Not Found: There is no such group.
   *
   * Source: Object (REST reference, user scope), "GET".
   */
  | Failure<"owner_missing", "GroupNotFound">
  /**
   * 404 Not Found: There is no such thing.
   *
   * Source: Object (REST reference, user scope), "GET".
   */
  | Failure<"owner_missing", "ThingNotFound">
  /**
   * 404 Not Found: There is no object under this ID.
   *
   * Source: Object (REST reference, user scope), "GET".
   */
  | Failure<"object_missing", "ObjectNotFound">
  /**
   * 401 Unauthorized: The caller may not read the object.
   *
   * Source: Object (REST reference, user scope), "GET".
   */
  | Failure<"unauthorized", "UnauthorizedAccess">
  /**
   * 400 Bad Request: The bucketID is malformed.
   *
   * Source: Object (REST reference, user scope), "GET".
   */
  | Failure<"invalid_bucket", "InvalidBucket">
  /**
   * 400 Bad Request: The objectID is malformed.
   *
   * Source: decision A15.
   */
  | Failure<"invalid_object_id", "InvalidObjectId">
  | Unexpected;

/** The request as it is sent. */
export function call(base: Base, request: ObjectGetRequest): Call {
  const segments = [...scopeSegments(base, request.scope), "buckets", request.bucketID, "objects", request.objectID];
  const headers = new Headers();
  return {
    method: "GET",
    segments,
    headers,
    ...nothing(),
  };
}

/** How the answers are known and read. */
export const DOCUMENTED: readonly Documented<ObjectGetAnswer>[] = [
  {
    statuses: [200],
    shape: { holds: "object" },
    read: (received) => ({
      ok: true,
      name: "found",
      status: 200,
      lastModified: received.header(["Last-Modified"], readDate),
      xKiiBodyType: received.optional(["X-Kii-BodyType"], readText),
      eTag: received.header(["ETag"], readText),
      mediaType: received.mediaType,
      content: received.object(),
    }),
  },
  failure("owner_missing", "UserNotFound"),
  failure("owner_missing", "GroupNotFound"),
  failure("owner_missing", "ThingNotFound"),
  failure("object_missing", "ObjectNotFound"),
  failure("unauthorized", "UnauthorizedAccess"),
  failure("invalid_bucket", "InvalidBucket"),
  failure("invalid_object_id", "InvalidObjectId"),
];
