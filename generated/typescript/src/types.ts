// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** JSON objects that are sent and received. */

import { type Check, constant, integer, optionalMember, record, requiredMember, tagged, text, url } from "./json.js";

/**
 * When an object's body was stored.
 *
 * Source: Object Body (REST reference, user scope), "PUT",
 * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
 */
export interface ObjectBodyUpdateResponse {
  /** When the object was last changed. A whole number of milliseconds since 1970-01-01T00:00:00Z. */
  readonly modifiedAt: number;
}

/** The check of {@link ObjectBodyUpdateResponse}. */
export const objectBodyUpdateResponseCheck: Check = record({
  modifiedAt: requiredMember(integer),
});

/**
 * How long a publication lives. Without either member it does not expire.
 *
 * Source: Publish (REST reference, scope of the logged-in user), "POST",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>.
 */
export type ObjectBodyPublicationRequest =
  | {
      /** When the publication ends. A whole number of milliseconds since 1970-01-01T00:00:00Z. */
      readonly expiresAt: number;
      readonly expiresIn?: never;
    }
  | {
      readonly expiresAt?: never;
      /** How many seconds the publication lives. A whole number. At least 1. */
      readonly expiresIn: number;
    }
  | {
      readonly expiresAt?: never;
      readonly expiresIn?: never;
    };

/** The check of {@link ObjectBodyPublicationRequest}. */
export const objectBodyPublicationRequestCheck: Check = record({
  expiresAt: optionalMember(integer),
  expiresIn: optionalMember(integer),
});

/**
 * A new publication.
 *
 * Source: Publish (REST reference, scope of the logged-in user), "POST",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>.
 */
export interface ObjectBodyPublicationResponse {
  /** The publication's ID. */
  readonly publicationID: string;
  /** Where the published content is. An absolute URL. */
  readonly url: string;
}

/** The check of {@link ObjectBodyPublicationResponse}. */
export const objectBodyPublicationResponseCheck: Check = record({
  publicationID: requiredMember(text),
  url: requiredMember(url),
});

/**
 * Where a bucket lives.
 *
 * Source: decision A33: objectScope is an object that holds them; which owner it names depends on the scope.
 */
export type ObjectScope =
  | {
      /** The application. */
      readonly appID: string;
      /** Which of the kinds of scope it is. */
      readonly type: "APP";
    }
  | {
      /** The application. */
      readonly appID: string;
      /** The user who owns the bucket. */
      readonly userID: string;
      /** Which of the kinds of scope it is. */
      readonly type: "APP_AND_USER";
    }
  | {
      /** The application. */
      readonly appID: string;
      /** The group that owns the bucket. */
      readonly groupID: string;
      /** Which of the kinds of scope it is. */
      readonly type: "APP_AND_GROUP";
    }
  | {
      /** The application. */
      readonly appID: string;
      /** The thing that owns the bucket. */
      readonly thingID: string;
      /** Which of the kinds of scope it is. */
      readonly type: "APP_AND_THING";
    };

/** The check of {@link ObjectScope}. */
export const objectScopeCheck: Check = tagged("type", {
  APP: record({
    appID: requiredMember(text),
    type: requiredMember(constant("APP")),
  }),
  APP_AND_USER: record({
    appID: requiredMember(text),
    userID: requiredMember(text),
    type: requiredMember(constant("APP_AND_USER")),
  }),
  APP_AND_GROUP: record({
    appID: requiredMember(text),
    groupID: requiredMember(text),
    type: requiredMember(constant("APP_AND_GROUP")),
  }),
  APP_AND_THING: record({
    appID: requiredMember(text),
    thingID: requiredMember(text),
    type: requiredMember(constant("APP_AND_THING")),
  }),
});

/**
 * What is known of a new object.
 *
 * Source: Object Collection (REST reference, app scope), "POST",
 * <http://docs.kii.com/rest/apps-collection/application/bucket-collection/bucket-of-default-type/object-collection/>.
 */
export interface ObjectCreationResponse {
  /** The ID that the server chose. */
  readonly objectID: string;
  /** When the object was created. A whole number of milliseconds since 1970-01-01T00:00:00Z. */
  readonly createdAt: number;
  /** The object's data type. */
  readonly dataType: string;
}

/** The check of {@link ObjectCreationResponse}. */
export const objectCreationResponseCheck: Check = record({
  objectID: requiredMember(text),
  createdAt: requiredMember(integer),
  dataType: requiredMember(text),
});

/**
 * When an object was created and changed.
 *
 * Source: Object (REST reference, user scope), "PUT",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
 */
export interface ObjectUpdateResponse {
  /** When the object was created. A whole number of milliseconds since 1970-01-01T00:00:00Z. */
  readonly createdAt: number;
  /** When the object was last changed. A whole number of milliseconds since 1970-01-01T00:00:00Z. */
  readonly modifiedAt: number;
}

/** The check of {@link ObjectUpdateResponse}. */
export const objectUpdateResponseCheck: Check = record({
  createdAt: requiredMember(integer),
  modifiedAt: requiredMember(integer),
});
