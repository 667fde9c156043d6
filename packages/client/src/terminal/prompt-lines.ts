import type { LoginPrompt } from '../login/prompt.js'
import { safeAddress } from '../server/addresses.js'
import { safeText } from '../server/safe-text.js'
import type { Looks } from './looks.js'

/**
 * Cleans a prompt once more, although the client has done that: this is the last place before the terminal.
 *
 * @throws DeviceLoginError with the code `insecure` if an address must not be shown.
 */
export function safePrompt(prompt: LoginPrompt): LoginPrompt {
  const { completeUri, otherHost } = prompt
  return {
    ...prompt,
    userCode: safeText(prompt.userCode),
    uri: shownAddress(prompt.uri),
    ...(completeUri !== undefined && { completeUri: shownAddress(completeUri) }),
    ...(otherHost !== undefined && { otherHost: safeText(otherHost) }),
    message: safeText(prompt.message),
  }
}

function shownAddress(address: string): string {
  safeAddress(address, 'address that the server wants to show')
  return safeText(address)
}

/** The lines that say what to do. The user code stands alone on its line (RFC 8628 §3.3). */
export function promptLines(prompt: LoginPrompt, qrCode: readonly string[], looks: Looks): readonly string[] {
  const { userCode, uri, completeUri, otherHost } = prompt
  return [
    ...(qrCode.length > 0 ? [...qrCode, ''] : []),
    `Open  ${looks.strong(uri)}`,
    'and enter this code:',
    '',
    `  ${looks.strong(userCode)}`,
    '',
    ...shortcutLines(completeUri, qrCode.length > 0),
    ...(otherHost === undefined ? [] : [otherHostLine(otherHost, looks)]),
    ...(prompt.isNumberWanted ? ['After you approve, type the number that the page shows here.'] : []),
  ]
}

function shortcutLines(completeUri: string | undefined, isDrawn: boolean): readonly string[] {
  if (completeUri === undefined) return []
  return [isDrawn ? `Or scan the QR code, or open  ${completeUri}` : `Or open  ${completeUri}`]
}

function otherHostLine(host: string, looks: Looks): string {
  return `The page is at ${looks.strong(host)}, which is not the host of the server. Go on only if you know it.`
}
