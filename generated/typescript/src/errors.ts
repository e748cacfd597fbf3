// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** The errors of the API. */

import { type Check, constant, integer, nullableMember, record, requiredMember, text } from "./json.js";
import { type ObjectScope, objectScopeCheck } from "./types.js";

/** The member of an error that holds its code. */
export const ERROR_CODE_MEMBER = "errorCode";

/**
 * There is no such user.
 *
 * Source: Object (REST reference, user scope), "DELETE",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
 */
export interface UserNotFound {
  /** The constant by which programs know the error. */
  readonly errorCode: "USER_NOT_FOUND";
  /** What went wrong in words for people. */
  readonly message: string;
  /** The field by which the user was looked up. */
  readonly field: string;
  /** The value that was looked up. */
  readonly value: string;
  /** The application. */
  readonly appID: string;
}

/**
 * There is no such group.
 *
 * Source: Object Collection (REST reference, group scope), "POST",
 * <https://documentation.kii.com/rest/apps-collection/application/group-collection/group/bucket-collection/bucket-of-default-type/object-collection/>.
 */
export interface GroupNotFound {
  /** The constant by which programs know the error. */
  readonly errorCode: "GROUP_NOT_FOUND";
  /** What went wrong in words for people. */
  readonly message: string;
  /** The group that was looked up. */
  readonly groupID: string;
  /** The application. */
  readonly appID: string;
}

/**
 * There is no such thing.
 *
 * Source: Object Collection (REST reference, thing scope), "POST",
 * <https://documentation.kii.com/rest/apps-collection/application/thing-collection/thing-by-id/bucket-collection/bucket-of-default-type/object-collection/>.
 */
export interface ThingNotFound {
  /** The constant by which programs know the error. */
  readonly errorCode: "THING_NOT_FOUND";
  /** What went wrong in words for people. */
  readonly message: string;
  /** The field by which the thing was looked up. */
  readonly field: string;
  /** The value that was looked up. */
  readonly value: string;
}

/**
 * There is no object under this ID.
 *
 * Source: Object (REST reference, user scope), "DELETE",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
 */
export interface ObjectNotFound {
  /** The constant by which programs know the error. */
  readonly errorCode: "OBJECT_NOT_FOUND";
  /** What went wrong in words for people. */
  readonly message: string;
  /** Where the bucket lives. */
  readonly objectScope: ObjectScope;
  /** The bucket. */
  readonly bucketID: string;
  /** The object that was not found. */
  readonly objectID: string;
}

/**
 * The object has no body.
 *
 * Source: Object Body (REST reference, user scope), "GET",
 * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
 */
export interface ObjectBodyNotFound {
  /** The constant by which programs know the error. */
  readonly errorCode: "OBJECT_BODY_NOT_FOUND";
  /** What went wrong in words for people. */
  readonly message: string;
  /** Where the bucket lives. */
  readonly objectScope: ObjectScope;
  /** The bucket. */
  readonly bucketID: string;
  /** The object that has no body. */
  readonly objectID: string;
}

/**
 * If-Match names a version of the object that has been superseded.
 *
 * Source: Object (REST reference, user scope), "DELETE",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
 */
export interface StaleVersionedObject {
  /** The constant by which programs know the error. */
  readonly errorCode: "OBJECT_VERSION_IS_STALE";
  /** What went wrong in words for people. */
  readonly message: string;
  /** Where the bucket lives. */
  readonly objectScope: ObjectScope;
  /** The bucket. */
  readonly bucketID: string;
  /** The object. */
  readonly objectID: string;
}

/**
 * If-Match names a version of the body that has been superseded.
 *
 * Source: Object Body (REST reference, user scope), "GET",
 * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
 */
export interface ObjectBodyIntegrityNotAssured {
  /** The constant by which programs know the error. */
  readonly errorCode: "OBJECT_BODY_INTEGRITY_NOT_ASSURED";
  /** What went wrong in words for people. */
  readonly message: string;
  /** Where the bucket lives. */
  readonly objectScope: ObjectScope;
  /** The bucket. */
  readonly bucketID: string;
  /** The object. */
  readonly objectID: string;
}

/**
 * The requested range lies outside the body.
 *
 * Source: Object Body (REST reference, user scope), "GET",
 * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
 */
export interface ObjectBodyRangeNotSatisfiable {
  /** The constant by which programs know the error. */
  readonly errorCode: "OBJECT_BODY_RANGE_NOT_SATISFIABLE";
  /** What went wrong in words for people. */
  readonly message: string;
  /** Where the bucket lives. */
  readonly objectScope: ObjectScope;
  /** The bucket. */
  readonly bucketID: string;
  /** The object. */
  readonly objectID: string;
  /** The first byte of the range. A whole number. */
  readonly from: number;
  /** The last byte of the range. A whole number. */
  readonly to: number;
  /** The size of the body in bytes. A whole number. */
  readonly total: number;
}

/**
 * The caller may not do this.
 *
 * Source: Object (REST reference, user scope), "DELETE",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
 */
export interface UnauthorizedAccess {
  /** The constant by which programs know the error. */
  readonly errorCode: "UNAUTHORIZED";
  /** What went wrong in words for people. */
  readonly message: string;
  /** The application that the credentials belong to. */
  readonly authenticatedAppID?: string | null;
  /** The user or thing that the credentials belong to. */
  readonly authenticatedPrincipalID?: string | null;
}

/**
 * The bucketID is malformed.
 *
 * Source: Object (REST reference, user scope), "DELETE",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
 */
export interface InvalidBucket {
  /** The constant by which programs know the error. */
  readonly errorCode: "INVALID_BUCKET";
  /** What went wrong in words for people. */
  readonly message: string;
  /** Where the bucket would live. */
  readonly objectScope: ObjectScope;
  /** The malformed bucketID. */
  readonly bucketID: string;
}

/**
 * There already is an object under this ID.
 *
 * Source: decision A09: Any client error is accepted, and nothing changes. The reference server answers 409
 * OBJECT_ALREADY_EXISTS.
 */
export interface ObjectAlreadyExists {
  /** The constant by which programs know the error. */
  readonly errorCode: "OBJECT_ALREADY_EXISTS";
  /** What went wrong in words for people. */
  readonly message: string;
  /** Where the bucket lives. */
  readonly objectScope: ObjectScope;
  /** The bucket. */
  readonly bucketID: string;
  /** The object. */
  readonly objectID: string;
}

/**
 * The objectID is malformed.
 *
 * Source: decision A15: An objectID has 2 to 100 ASCII letters, digits, underscores, hyphens and dots. Anything else
 * must be refused with any client error. The reference server answers 400 INVALID_OBJECT_ID.
 */
export interface InvalidObjectId {
  /** The constant by which programs know the error. */
  readonly errorCode: "INVALID_OBJECT_ID";
  /** What went wrong in words for people. */
  readonly message: string;
}

/**
 * The content is not a JSON object.
 *
 * Source: decision A47: Such content should be refused with any client error; the reference server answers 400
 * INVALID_JSON. The other statuses are not part of this spec.
 */
export interface InvalidJson {
  /** The constant by which programs know the error. */
  readonly errorCode: "INVALID_JSON";
  /** What went wrong in words for people. */
  readonly message: string;
}

/**
 * The request contradicts itself or is too large.
 *
 * Source: decision A12: Every write with more than 65534 characters of JSON text, and every update that would leave an
 * object with as many, must be refused with any client error; 60000 must be accepted, whatever characters they are. Of
 * characters beyond U+FFFF, which some languages count twice, 60000 should be accepted. The reference server answers
 * 400 INVALID_INPUT_DATA.
 */
export interface InvalidInputData {
  /** The constant by which programs know the error. */
  readonly errorCode: "INVALID_INPUT_DATA";
  /** What went wrong in words for people. */
  readonly message: string;
}

/** The errors by name. */
export interface ErrorTypes {
  readonly UserNotFound: UserNotFound;
  readonly GroupNotFound: GroupNotFound;
  readonly ThingNotFound: ThingNotFound;
  readonly ObjectNotFound: ObjectNotFound;
  readonly ObjectBodyNotFound: ObjectBodyNotFound;
  readonly StaleVersionedObject: StaleVersionedObject;
  readonly ObjectBodyIntegrityNotAssured: ObjectBodyIntegrityNotAssured;
  readonly ObjectBodyRangeNotSatisfiable: ObjectBodyRangeNotSatisfiable;
  readonly UnauthorizedAccess: UnauthorizedAccess;
  readonly InvalidBucket: InvalidBucket;
  readonly ObjectAlreadyExists: ObjectAlreadyExists;
  readonly InvalidObjectId: InvalidObjectId;
  readonly InvalidJson: InvalidJson;
  readonly InvalidInputData: InvalidInputData;
}

/** The name of an error. */
export type ErrorName = keyof ErrorTypes;

interface Description {
  readonly status: number;
  readonly mediaType: string;
  readonly code: string;
  readonly check: Check;
}

/** The status, the media type and the code of each error, and the check of its members. */
export const ERRORS = {
  UserNotFound: {
    status: 404,
    mediaType: "application/vnd.kii.UserNotFoundException+json",
    code: "USER_NOT_FOUND",
    check: record({
      errorCode: requiredMember(constant("USER_NOT_FOUND")),
      message: requiredMember(text),
      field: requiredMember(text),
      value: requiredMember(text),
      appID: requiredMember(text),
    }),
  },
  GroupNotFound: {
    status: 404,
    mediaType: "application/vnd.kii.GroupNotFoundException+json",
    code: "GROUP_NOT_FOUND",
    check: record({
      errorCode: requiredMember(constant("GROUP_NOT_FOUND")),
      message: requiredMember(text),
      groupID: requiredMember(text),
      appID: requiredMember(text),
    }),
  },
  ThingNotFound: {
    status: 404,
    mediaType: "application/vnd.kii.ThingNotFoundException+json",
    code: "THING_NOT_FOUND",
    check: record({
      errorCode: requiredMember(constant("THING_NOT_FOUND")),
      message: requiredMember(text),
      field: requiredMember(text),
      value: requiredMember(text),
    }),
  },
  ObjectNotFound: {
    status: 404,
    mediaType: "application/vnd.kii.ObjectNotFoundException+json",
    code: "OBJECT_NOT_FOUND",
    check: record({
      errorCode: requiredMember(constant("OBJECT_NOT_FOUND")),
      message: requiredMember(text),
      objectScope: requiredMember(objectScopeCheck),
      bucketID: requiredMember(text),
      objectID: requiredMember(text),
    }),
  },
  ObjectBodyNotFound: {
    status: 404,
    mediaType: "application/vnd.kii.ObjectBodyNotFoundException+json",
    code: "OBJECT_BODY_NOT_FOUND",
    check: record({
      errorCode: requiredMember(constant("OBJECT_BODY_NOT_FOUND")),
      message: requiredMember(text),
      objectScope: requiredMember(objectScopeCheck),
      bucketID: requiredMember(text),
      objectID: requiredMember(text),
    }),
  },
  StaleVersionedObject: {
    status: 409,
    mediaType: "application/vnd.kii.StaleVersionedObjectException+json",
    code: "OBJECT_VERSION_IS_STALE",
    check: record({
      errorCode: requiredMember(constant("OBJECT_VERSION_IS_STALE")),
      message: requiredMember(text),
      objectScope: requiredMember(objectScopeCheck),
      bucketID: requiredMember(text),
      objectID: requiredMember(text),
    }),
  },
  ObjectBodyIntegrityNotAssured: {
    status: 412,
    mediaType: "application/vnd.kii.ObjectBodyIntegrityNotAssuredException+json",
    code: "OBJECT_BODY_INTEGRITY_NOT_ASSURED",
    check: record({
      errorCode: requiredMember(constant("OBJECT_BODY_INTEGRITY_NOT_ASSURED")),
      message: requiredMember(text),
      objectScope: requiredMember(objectScopeCheck),
      bucketID: requiredMember(text),
      objectID: requiredMember(text),
    }),
  },
  ObjectBodyRangeNotSatisfiable: {
    status: 416,
    mediaType: "application/vnd.kii.ObjectBodyRangeNotSatisfiableException+json",
    code: "OBJECT_BODY_RANGE_NOT_SATISFIABLE",
    check: record({
      errorCode: requiredMember(constant("OBJECT_BODY_RANGE_NOT_SATISFIABLE")),
      message: requiredMember(text),
      objectScope: requiredMember(objectScopeCheck),
      bucketID: requiredMember(text),
      objectID: requiredMember(text),
      from: requiredMember(integer),
      to: requiredMember(integer),
      total: requiredMember(integer),
    }),
  },
  UnauthorizedAccess: {
    status: 401,
    mediaType: "application/vnd.kii.UnauthorizedAccessException+json",
    code: "UNAUTHORIZED",
    check: record({
      errorCode: requiredMember(constant("UNAUTHORIZED")),
      message: requiredMember(text),
      authenticatedAppID: nullableMember(text),
      authenticatedPrincipalID: nullableMember(text),
    }),
  },
  InvalidBucket: {
    status: 400,
    mediaType: "application/vnd.kii.InvalidBucketException+json",
    code: "INVALID_BUCKET",
    check: record({
      errorCode: requiredMember(constant("INVALID_BUCKET")),
      message: requiredMember(text),
      objectScope: requiredMember(objectScopeCheck),
      bucketID: requiredMember(text),
    }),
  },
  ObjectAlreadyExists: {
    status: 409,
    mediaType: "application/vnd.kii.ObjectAlreadyExistsException+json",
    code: "OBJECT_ALREADY_EXISTS",
    check: record({
      errorCode: requiredMember(constant("OBJECT_ALREADY_EXISTS")),
      message: requiredMember(text),
      objectScope: requiredMember(objectScopeCheck),
      bucketID: requiredMember(text),
      objectID: requiredMember(text),
    }),
  },
  InvalidObjectId: {
    status: 400,
    mediaType: "application/vnd.kii.InvalidObjectIdException+json",
    code: "INVALID_OBJECT_ID",
    check: record({
      errorCode: requiredMember(constant("INVALID_OBJECT_ID")),
      message: requiredMember(text),
    }),
  },
  InvalidJson: {
    status: 400,
    mediaType: "application/vnd.kii.InvalidJsonException+json",
    code: "INVALID_JSON",
    check: record({
      errorCode: requiredMember(constant("INVALID_JSON")),
      message: requiredMember(text),
    }),
  },
  InvalidInputData: {
    status: 400,
    mediaType: "application/vnd.kii.InvalidInputDataException+json",
    code: "INVALID_INPUT_DATA",
    check: record({
      errorCode: requiredMember(constant("INVALID_INPUT_DATA")),
      message: requiredMember(text),
    }),
  },
} as const satisfies Record<ErrorName, Description>;
