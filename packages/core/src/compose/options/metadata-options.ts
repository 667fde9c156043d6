/** What the metadata says, and the library cannot know. */
export interface MetadataOptions {
  /**
   * The scope values that clients may ask for (`scopes_supported`). It may leave out values that are not for everybody.
   *
   * @defaultValue none: the metadata lists no scope values
   */
  readonly scopes?: readonly string[]
  /**
   * The claims about a person that `accounts.findClaims` may return (`claims_supported`).
   *
   * @defaultValue none: the metadata lists no claims
   */
  readonly claims?: readonly string[]
  /**
   * The levels of sign-in that the host knows (`acr_values_supported`).
   *
   * @defaultValue none: the metadata lists no levels
   */
  readonly acrValues?: readonly string[]
  /**
   * The URL of the host's own authorization endpoint, without a fragment: https, or http on a loopback host.
   *
   * @defaultValue `/authorize` below `baseUrl` if there are ID tokens: it refuses every request
   */
  readonly authorizationEndpoint?: string
}
