/**
 * The few globals of the web platform that `service`, `wire` and `http` need, granted by name: nothing else of a
 * browser or of Node is in reach of them. Not part of what is published.
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
  readonly hostname: string
  readonly pathname: string
  readonly search: string
  readonly hash: string
  readonly username: string
  readonly password: string
}

declare function setTimeout(callback: () => void, milliseconds: number): unknown

declare function clearTimeout(timer: unknown): void

/** What passes evenly, whatever is done to a clock. */
declare const performance: { now(): number }
