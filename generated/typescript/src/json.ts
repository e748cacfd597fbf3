// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** JSON objects, and checks that they have the members that are described. */

/** A value of JSON. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  readonly [member: string]: JsonValue;
}

/** Says what is wrong with a value, or `undefined` if it is as described. */
export type Check = (value: JsonValue) => string | undefined;

/** A member of an object: whether it may be missing, or missing or null, and the check of its value. */
export interface Member {
  readonly presence: "required" | "optional" | "nullable";
  readonly check: Check;
}

/** A member that must be there. */
export function requiredMember(check: Check): Member {
  return { presence: "required", check };
}

/** A member that may be missing. */
export function optionalMember(check: Check): Member {
  return { presence: "optional", check };
}

/** A member that may be missing or null. */
export function nullableMember(check: Check): Member {
  return { presence: "nullable", check };
}

/** Whether a value is an object. */
export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The check of a text. */
export function text(value: JsonValue): string | undefined {
  return typeof value === "string" ? undefined : "is no string";
}

/** The check of a whole number. */
export function integer(value: JsonValue): string | undefined {
  return Number.isInteger(value) ? undefined : "is no whole number";
}

/** The check of an absolute URL. */
export function url(value: JsonValue): string | undefined {
  return typeof value === "string" && URL.canParse(value) ? undefined : "is no absolute URL";
}

/** The check of a text that is always the same. */
export function constant(expected: string): Check {
  return (value) => (value === expected ? undefined : `is not ${expected}`);
}

/** The check of an object with these members, and perhaps others. */
export function record(members: Readonly<Record<string, Member>>): Check {
  return (value) => {
    if (!isObject(value)) {
      return "is no object";
    }
    for (const [name, member] of Object.entries(members)) {
      const flaw = flawOf(own(value, name), member);
      if (flaw !== undefined) {
        return `has the member ${name}, which ${flaw}`;
      }
    }
    return undefined;
  };
}

/** The check of an object whose member `tag` says which other members it has. */
export function tagged(tag: string, variants: Readonly<Record<string, Check>>): Check {
  return (value) => {
    if (!isObject(value)) {
      return "is no object";
    }
    const name = own(value, tag);
    const variant = typeof name === "string" ? own(variants, name) : undefined;
    return variant === undefined ? `has the member ${tag}, which is none of those described` : variant(value);
  };
}

/** A property of an object itself, and none that every object inherits, such as `constructor`. */
function own<T>(object: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function flawOf(value: JsonValue | undefined, { presence, check }: Member): string | undefined {
  if (value === undefined) {
    return presence === "required" ? "is missing" : undefined;
  }
  return value === null && presence === "nullable" ? undefined : check(value);
}
