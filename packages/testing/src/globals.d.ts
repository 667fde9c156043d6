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
