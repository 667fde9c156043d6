/**
 * The globals of the web platform that `service`, `wire` and `http` may use. They can use no other global of a browser
 * or of Node. This file is not published.
 */
declare class TextEncoder {
  encode(text: string): Uint8Array
}

declare class TextDecoder {
  constructor(label: 'utf-8', options: { readonly fatal: boolean; readonly ignoreBOM?: boolean })
  decode(bytes: Uint8Array): string
}

declare class URL {
  constructor(url: string, base?: string)
  readonly href: string
  readonly origin: string
  readonly protocol: string
  readonly host: string
  readonly hostname: string
  readonly pathname: string
  readonly search: string
  readonly hash: string
  readonly username: string
  readonly password: string
}

declare function setTimeout(callback: () => void, milliseconds: number): unknown

declare function clearTimeout(timer: unknown): void

/** Time that passes evenly, even if the system clock is changed. */
declare const performance: { now(): number }

declare function structuredClone<Value>(value: Value): Value

declare const crypto: { randomUUID(): string }
