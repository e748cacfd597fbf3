// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** `body.get`: Read an object's body, whole or in part. */

import { type Documented, type Failure, type Success, type Unexpected, failure } from "../answer.js";
import { type Call, nothing } from "../call.js";
import {
  type ByteRange,
  type ContentRange,
  type EntityTag,
  readContentRange,
  readText,
  writeIfMatch,
  writeRange,
} from "../header.js";
import { type Base, type Scope, scopeSegments } from "../scope.js";

/**
 * `body.get`: Read an object's body, whole or in part.
 *
 * GET `/buckets/{bucketID}/objects/{objectID}/body`
 *
 * Source: Object Body (REST reference, user scope), "GET",
 * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
 * The page shows it in user scope.
 */
export interface BodyGetRequest {
  /** Where the bucket lives. */
  readonly scope: Scope;
  /** `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`. */
  readonly bucketID: string;
  /** `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`. */
  readonly objectID: string;
  /** The version that must be the current one. */
  readonly ifMatch?: EntityTag;
  /** The part that is asked for, if not the whole. */
  readonly range?: ByteRange;
}

/**
 * 200 OK: The whole body, with its own media type.
 *
 * Source: Object Body (REST reference, user scope), "GET".
 */
export interface BodyGetWhole extends Success<"whole", 200> {
  /** `ETag`: The body's version. */
  readonly eTag: EntityTag;
  /** The media type of the bytes. */
  readonly mediaType: string;
  /** The bytes as they come. */
  readonly content: ReadableStream<Uint8Array>;
}

/**
 * 206 Partial Content: The requested part of the body, with its own media type.
 *
 * Source: Object Body (REST reference, user scope), "GET".
 */
export interface BodyGetPart extends Success<"part", 206> {
  /** `ETag`: The body's version. */
  readonly eTag: EntityTag;
  /** `Content-Range`: Which part it is. */
  readonly contentRange: ContentRange | undefined;
  /** The media type of the bytes. */
  readonly mediaType: string;
  /** The bytes as they come. */
  readonly content: ReadableStream<Uint8Array>;
}

/** The documented answers, and one for anything else. */
export type BodyGetAnswer =
  /**
   * 200 OK: The whole body, with its own media type.
   *
   * Source: Object Body (REST reference, user scope), "GET".
   */
  | BodyGetWhole
  /**
   * 206 Partial Content: The requested part of the body, with its own media type.
   *
   * Source: Object Body (REST reference, user scope), "GET".
   */
  | BodyGetPart
  /**
   * 404 Not Found: There is no such user.
   *
   * Source: Object Body (REST reference, user scope), "GET".
   */
  | Failure<"owner_missing", "UserNotFound">
  /**
   * 404 Not Found: There is no such group.
   *
   * Source: Object Body (REST reference, user scope), "GET".
   */
  | Failure<"owner_missing", "GroupNotFound">
  /**
   * 404 Not Found: There is no such thing.
   *
   * Source: Object Body (REST reference, user scope), "GET".
   */
  | Failure<"owner_missing", "ThingNotFound">
  /**
   * 404 Not Found: There is no object under this ID.
   *
   * Source: Object Body (REST reference, user scope), "GET".
   */
  | Failure<"object_missing", "ObjectNotFound">
  /**
   * 404 Not Found: The object has no body.
   *
   * Source: Object Body (REST reference, user scope), "GET".
   */
  | Failure<"body_missing", "ObjectBodyNotFound">
  /**
   * 401 Unauthorized: The caller may not read the body.
   *
   * Source: Object Body (REST reference, user scope), "GET".
   */
  | Failure<"unauthorized", "UnauthorizedAccess">
  /**
   * 412 Precondition Failed: If-Match names a version of the body that has been superseded.
   *
   * Source: Object Body (REST reference, user scope), "GET".
   */
  | Failure<"stale", "ObjectBodyIntegrityNotAssured">
  /**
   * 416 Range Not Satisfiable: The requested range lies behind the body's last byte.
   *
   * Source: Object Body (REST reference, user scope), "GET".
   */
  | Failure<"unsatisfiable", "ObjectBodyRangeNotSatisfiable">
  /**
   * 400 Bad Request: The bucketID is malformed.
   *
   * Source: decision A14.
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
export function call(base: Base, request: BodyGetRequest): Call {
  const segments = [
    ...scopeSegments(base, request.scope),
    "buckets",
    request.bucketID,
    "objects",
    request.objectID,
    "body",
  ];
  const headers = new Headers();
  writeIfMatch(headers, request.ifMatch);
  writeRange(headers, request.range);
  return {
    method: "GET",
    segments,
    headers,
    ...nothing("application/json"),
  };
}

/** How the answers are known and read. */
export const DOCUMENTED: readonly Documented<BodyGetAnswer>[] = [
  {
    statuses: [200],
    shape: { holds: "stream" },
    read: (received) => ({
      ok: true,
      name: "whole",
      status: 200,
      eTag: received.header(["ETag"], readText),
      mediaType: received.mediaType,
      content: received.stream(),
    }),
  },
  {
    statuses: [206],
    shape: { holds: "stream" },
    read: (received) => ({
      ok: true,
      name: "part",
      status: 206,
      eTag: received.header(["ETag"], readText),
      contentRange: received.optional(["Content-Range"], readContentRange),
      mediaType: received.mediaType,
      content: received.stream(),
    }),
  },
  failure("owner_missing", "UserNotFound"),
  failure("owner_missing", "GroupNotFound"),
  failure("owner_missing", "ThingNotFound"),
  failure("object_missing", "ObjectNotFound"),
  failure("body_missing", "ObjectBodyNotFound"),
  failure("unauthorized", "UnauthorizedAccess"),
  failure("stale", "ObjectBodyIntegrityNotAssured"),
  failure("unsatisfiable", "ObjectBodyRangeNotSatisfiable"),
  failure("invalid_bucket", "InvalidBucket"),
  failure("invalid_object_id", "InvalidObjectId"),
];
