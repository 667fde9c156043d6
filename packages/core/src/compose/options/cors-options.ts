/** The web origins whose pages may call the endpoints that devices in browsers need. */
export interface CorsOptions {
  /**
   * The allowed origins. Write each exactly as a browser sends it: `https://app.example.com`, with a port only if it is
   * not the default port. `*` is refused: with it, a page of any site could start codes in the name of its visitors.
   */
  readonly origins: readonly string[]
}
