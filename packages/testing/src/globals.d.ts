/**
 * The globals of the web platform that this package uses. It can use no other global of a browser or of Node, so that it
 * runs under every test runner and on every runtime. This file is not published.
 */
declare class TextEncoder {
  encode(text: string): Uint8Array
}

declare class URL {
  constructor(url: string, base?: string)
  readonly origin: string
  readonly protocol: string
  readonly hostname: string
  readonly pathname: string
  readonly search: string
}

declare function setTimeout(callback: () => void, milliseconds: number): unknown

/** Absent in browsers. */
declare const setImmediate: ((callback: () => void) => unknown) | undefined

interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options: { readonly once: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
