// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** `body.put`: Add a body to an object, or replace the one it has. */

import { type Documented, type Failure, type Success, type Unexpected, failure } from "../answer.js";
import { type Call, type Upload, upload } from "../call.js";
import { type EntityTag, type Precondition, readDate, readText, writePrecondition } from "../header.js";
import { type Base, type Scope, scopeSegments } from "../scope.js";
import { type ObjectBodyUpdateResponse, objectBodyUpdateResponseCheck } from "../types.js";

/**
 * `body.put`: Add a body to an object, or replace the one it has.
 *
 * PUT `/buckets/{bucketID}/objects/{objectID}/body`
 *
 * Source: Object Body (REST reference, user scope), "PUT",
 * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
 * The page shows it in user scope.
 */
export interface BodyPutRequest {
  /** Where the bucket lives. */
  readonly scope: Scope;
  /** `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`. */
  readonly bucketID: string;
  /** `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`. */
  readonly objectID: string;
  /** What must hold for the request to be carried out. */
  readonly precondition?: Precondition;
  /** The bytes, with their media type. */
  readonly content: Upload;
}

/**
 * 200 OK: The body has been added or replaced.
 *
 * Source: Object Body (REST reference, user scope), "PUT".
 */
export interface BodyPutStored extends Success<"stored", 200> {
  /** `Last-Modified`: When the object was last changed. */
  readonly lastModified: Date;
  /** `ETag`: The body's new version. */
  readonly eTag: EntityTag;
  /** The content. */
  readonly content: ObjectBodyUpdateResponse;
}

/** The documented answers, and one for anything else. */
export type BodyPutAnswer =
  /**
   * 200 OK: The body has been added or replaced.
   *
   * Source: Object Body (REST reference, user scope), "PUT".
   */
  | BodyPutStored
  /**
   * 404 Not Found: There is no such user.
   *
   * Source: Object Body (REST reference, user scope), "PUT".
   */
  | Failure<"owner_missing", "UserNotFound">
  /**
   * 404 Not Found: There is no such group.
   *
   * Source: Object Body (REST reference, user scope), "PUT".
   */
  | Failure<"owner_missing", "GroupNotFound">
  /**
   * 404 Not Found: There is no such thing.
   *
   * Source: Object Body (REST reference, user scope), "PUT".
   */
  | Failure<"owner_missing", "ThingNotFound">
  /**
   * 404 Not Found: There is no object under this ID.
   *
   * Source: Object Body (REST reference, user scope), "PUT".
   */
  | Failure<"object_missing", "ObjectNotFound">
  /**
   * 401 Unauthorized: The caller may not write the body.
   *
   * Source: Object Body (REST reference, user scope), "PUT".
   */
  | Failure<"unauthorized", "UnauthorizedAccess">
  /**
   * 412 Precondition Failed: If-Match names a version of the body that has been superseded.
   *
   * Source: Object Body (REST reference, user scope), "PUT".
   */
  | Failure<"stale", "ObjectBodyIntegrityNotAssured">
  /**
   * 400 Bad Request: If-Match and If-None-Match are both sent.
   *
   * Source: decision A11.
   */
  | Failure<"invalid_input", "InvalidInputData">
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
export function call(base: Base, request: BodyPutRequest): Call {
  const segments = [
    ...scopeSegments(base, request.scope),
    "buckets",
    request.bucketID,
    "objects",
    request.objectID,
    "body",
  ];
  const headers = new Headers();
  writePrecondition(headers, request.precondition);
  return {
    method: "PUT",
    segments,
    headers,
    ...upload(request.content),
  };
}

/** How the answers are known and read. */
export const DOCUMENTED: readonly Documented<BodyPutAnswer>[] = [
  {
    statuses: [200],
    shape: { holds: "json", mediaType: "application/vnd.kii.ObjectBodyUpdateResponse+json" },
    read: (received) => ({
      ok: true,
      name: "stored",
      status: 200,
      lastModified: received.header(["Last-Modified"], readDate),
      eTag: received.header(["ETag"], readText),
      content: received.members(objectBodyUpdateResponseCheck) as ObjectBodyUpdateResponse,
    }),
  },
  failure("owner_missing", "UserNotFound"),
  failure("owner_missing", "GroupNotFound"),
  failure("owner_missing", "ThingNotFound"),
  failure("object_missing", "ObjectNotFound"),
  failure("unauthorized", "UnauthorizedAccess"),
  failure("stale", "ObjectBodyIntegrityNotAssured"),
  failure("invalid_input", "InvalidInputData"),
  failure("invalid_bucket", "InvalidBucket"),
  failure("invalid_object_id", "InvalidObjectId"),
];
