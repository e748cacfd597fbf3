// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** `body.delete`: Delete an object's body. */

import { type Documented, type Failure, type Success, type Unexpected, failure } from "../answer.js";
import { type Call, nothing } from "../call.js";
import { type Precondition, writePrecondition } from "../header.js";
import { type Base, type Scope, scopeSegments } from "../scope.js";

/**
 * `body.delete`: Delete an object's body.
 *
 * DELETE `/buckets/{bucketID}/objects/{objectID}/body`
 *
 * Source: Object Body (REST reference, user scope), "DELETE",
 * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
 * The page shows it in user scope.
 */
export interface BodyDeleteRequest {
  /** Where the bucket lives. */
  readonly scope: Scope;
  /** `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`. */
  readonly bucketID: string;
  /** `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`. */
  readonly objectID: string;
  /** What must hold for the request to be carried out. */
  readonly precondition?: Precondition;
}

/** The documented answers, and one for anything else. */
export type BodyDeleteAnswer =
  /**
   * 204 No Content: The body has been deleted.
   *
   * Source: Object Body (REST reference, user scope), "DELETE".
   */
  | Success<"deleted", 204>
  /**
   * 404 Not Found: There is no such user.
   *
   * Source: Object Body (REST reference, user scope), "DELETE".
   */
  | Failure<"owner_missing", "UserNotFound">
  /**
   * 404 Not Found: There is no such group.
   *
   * Source: Object Body (REST reference, user scope), "DELETE".
   */
  | Failure<"owner_missing", "GroupNotFound">
  /**
   * 404 Not Found: There is no such thing.
   *
   * Source: Object Body (REST reference, user scope), "DELETE".
   */
  | Failure<"owner_missing", "ThingNotFound">
  /**
   * 404 Not Found: There is no object under this ID.
   *
   * Source: Object Body (REST reference, user scope), "DELETE".
   */
  | Failure<"object_missing", "ObjectNotFound">
  /**
   * 404 Not Found: The object has no body.
   *
   * Source: Object Body (REST reference, user scope), "DELETE".
   */
  | Failure<"body_missing", "ObjectBodyNotFound">
  /**
   * 401 Unauthorized: The caller may not delete the body.
   *
   * Source: Object Body (REST reference, user scope), "DELETE".
   */
  | Failure<"unauthorized", "UnauthorizedAccess">
  /**
   * 412 Precondition Failed: If-Match names a version of the body that has been superseded.
   *
   * Source: Object Body (REST reference, user scope), "DELETE".
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
export function call(base: Base, request: BodyDeleteRequest): Call {
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
    method: "DELETE",
    segments,
    headers,
    ...nothing("application/json"),
  };
}

/** How the answers are known and read. */
export const DOCUMENTED: readonly Documented<BodyDeleteAnswer>[] = [
  {
    statuses: [204],
    shape: { holds: "nothing" },
    read: () => ({ ok: true, name: "deleted", status: 204 }),
  },
  failure("owner_missing", "UserNotFound"),
  failure("owner_missing", "GroupNotFound"),
  failure("owner_missing", "ThingNotFound"),
  failure("object_missing", "ObjectNotFound"),
  failure("body_missing", "ObjectBodyNotFound"),
  failure("unauthorized", "UnauthorizedAccess"),
  failure("stale", "ObjectBodyIntegrityNotAssured"),
  failure("invalid_input", "InvalidInputData"),
  failure("invalid_bucket", "InvalidBucket"),
  failure("invalid_object_id", "InvalidObjectId"),
];
