/** A JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** A JSON object. Members that are `undefined` are left out. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined
}
