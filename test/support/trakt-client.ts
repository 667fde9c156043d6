import { createRequire } from 'node:module'

/** The tokens of `trakt.tv`. */
export interface TraktTokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly created_at: number
  readonly expires_in: number
}

interface Codes {
  readonly device_code: string
  readonly user_code: string
  readonly verification_url: string
  readonly expires_in: number
  readonly interval: number
}

/** The part of `trakt.tv` that is used here. It has no types. */
export interface Trakt {
  get_codes(): Promise<Codes>
  poll_access(codes: Codes): Promise<TraktTokens>
  refresh_token(): Promise<TraktTokens>
  export_token(): object
  import_token(kept: object): Promise<object>
  revoke_token(): void
}

const require = createRequire(import.meta.url)
/** `trakt.tv`, unmodified. */
export const TraktClient: new (settings: object) => Trakt = require('trakt.tv')
