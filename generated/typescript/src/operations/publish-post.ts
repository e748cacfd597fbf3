// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** `publish.post`: Publish an object's body and learn its address. */

import { type Documented, type Failure, type Success, type Unexpected, failure } from "../answer.js";
import { type Call, json } from "../call.js";
import { type Base, type Scope, scopeSegments } from "../scope.js";
import {
  type ObjectBodyPublicationRequest,
  type ObjectBodyPublicationResponse,
  objectBodyPublicationResponseCheck,
} from "../types.js";

/**
 * `publish.post`: Publish an object's body and learn its address.
 *
 * POST `/buckets/{bucketID}/objects/{objectID}/body/publish`
 *
 * Source: Publish (REST reference, scope of the logged-in user), "POST",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>.
 * The page shows it in me scope.
 */
export interface PublishPostRequest {
  /** Where the bucket lives. */
  readonly scope: Scope;
  /** `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`. */
  readonly bucketID: string;
  /** `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`. */
  readonly objectID: string;
  /** The content. */
  readonly content: ObjectBodyPublicationRequest;
}

/**
 * 200 OK: The body has been published. 201 Created is read as the same.
 *
 * Source: Publish (REST reference, scope of the logged-in user), "POST".
 */
export interface PublishPostPublished extends Success<"published", 200 | 201> {
  /** The content. */
  readonly content: ObjectBodyPublicationResponse;
}

/** The documented answers, and one for anything else. */
export type PublishPostAnswer =
  /**
   * 200 OK: The body has been published. 201 Created is read as the same.
   *
   * Source: Publish (REST reference, scope of the logged-in user), "POST".
   */
  | PublishPostPublished
  /**
   * 404 Not Found: There is no such user.
   *
   * Source: Publish (REST reference, scope of the logged-in user), "POST".
   */
  | Failure<"owner_missing", "UserNotFound">
  /**
   * 404 Not Found: There is no such group.
   *
   * Source: Publish (REST reference, scope of the logged-in user), "POST".
   */
  | Failure<"owner_missing", "GroupNotFound">
  /**
   * 404 Not Found: There is no such thing.
   *
   * Source: Publish (REST reference, scope of the logged-in user), "POST".
   */
  | Failure<"owner_missing", "ThingNotFound">
  /**
   * 404 Not Found: There is no object under this ID.
   *
   * Source: Publish (REST reference, scope of the logged-in user), "POST".
   */
  | Failure<"object_missing", "ObjectNotFound">
  /**
   * 404 Not Found: The object has no body.
   *
   * Source: Publish (REST reference, scope of the logged-in user), "POST".
   */
  | Failure<"body_missing", "ObjectBodyNotFound">
  /**
   * 401 Unauthorized: The caller may not publish the body.
   *
   * Source: Publish (REST reference, scope of the logged-in user), "POST".
   */
  | Failure<"unauthorized", "UnauthorizedAccess">
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
  /**
   * 400 Bad Request: The request contradicts itself or is too large.
   *
   * Source: decision A12.
   */
  | Failure<"invalid_input", "InvalidInputData">
  | Unexpected;

/** The request as it is sent. */
export function call(base: Base, request: PublishPostRequest): Call {
  const segments = [
    ...scopeSegments(base, request.scope),
    "buckets",
    request.bucketID,
    "objects",
    request.objectID,
    "body",
    "publish",
  ];
  const headers = new Headers();
  return {
    method: "POST",
    segments,
    headers,
    ...json("application/vnd.kii.ObjectBodyPublicationRequest+json", request.content),
  };
}

/** How the answers are known and read. */
export const DOCUMENTED: readonly Documented<PublishPostAnswer>[] = [
  {
    statuses: [200, 201],
    shape: { holds: "json", mediaType: "application/vnd.kii.ObjectBodyPublicationResponse+json" },
    read: (received) => ({
      ok: true,
      name: "published",
      status: received.status as 200 | 201,
      content: received.members(objectBodyPublicationResponseCheck) as ObjectBodyPublicationResponse,
    }),
  },
  failure("owner_missing", "UserNotFound"),
  failure("owner_missing", "GroupNotFound"),
  failure("owner_missing", "ThingNotFound"),
  failure("object_missing", "ObjectNotFound"),
  failure("body_missing", "ObjectBodyNotFound"),
  failure("unauthorized", "UnauthorizedAccess"),
  failure("invalid_bucket", "InvalidBucket"),
  failure("invalid_object_id", "InvalidObjectId"),
  failure("invalid_input", "InvalidInputData"),
];
