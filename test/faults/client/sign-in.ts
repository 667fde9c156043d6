import { setTimeout as pause } from 'node:timers/promises'
import {
  type ClientEvent,
  createDeviceClient,
  type DeviceClient,
  DeviceLoginError,
  memoryTokens,
} from '@devicegrant/client'

/** A sign-in of a person who does what `shown` does. */
export interface SignInOptions {
  readonly issuer: string
  readonly dpop?: 'off'
  /** Runs beside the polls, from the moment when the person sees the code. */
  shown(userCode: string, login: { readonly isOver: boolean }): Promise<unknown>
  readonly onEvent?: (event: ClientEvent) => void
}

/** How a sign-in ended: `signed in`, or the code of its failure. */
export interface SignInEnd {
  readonly word: string
  readonly message: string
  readonly auth: DeviceClient
}

/** Signs in with the clocks of the system. If there is no code to show, the person starts the command again. */
export async function signIn({ issuer, dpop, shown, onEvent }: SignInOptions): Promise<SignInEnd> {
  const auth = createDeviceClient({
    issuer,
    clientId: 'demo-cli',
    scope: ['read', 'offline_access'],
    tokens: memoryTokens(),
    ...(dpop && { dpop }),
    ...(onEvent && { onEvent }),
  })
  for (;;) {
    const login = { isOver: false }
    let acting: Promise<unknown> | undefined
    try {
      const show = ({ userCode }: { readonly userCode: string }) => {
        acting = shown(userCode, login)
      }
      await auth.login({ show })
      return { word: 'signed in', message: '', auth }
    } catch (thrown) {
      if (!(thrown instanceof DeviceLoginError)) throw thrown
      const { code, message } = thrown
      if (acting !== undefined || code !== 'unreachable') return { word: code, message, auth }
      await pause(200)
    } finally {
      login.isOver = true
      await acting
    }
  }
}

/** Tries until it works, or until the sign-in is over. */
export async function persist(work: () => Promise<unknown>, login: { readonly isOver: boolean }): Promise<void> {
  while (!login.isOver) {
    try {
      await work()
      return
    } catch {
      // The server is away: the person tries again.
      await pause(200)
    }
  }
}
