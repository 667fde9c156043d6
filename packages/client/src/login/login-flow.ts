import type { DeviceClient, PendingLogin } from '../device-client.js'
import { DeviceLoginError } from '../failures/device-login-error.js'
import { untilAborted } from '../failures/until-aborted.js'
import type { Connection } from '../server/connection.js'
import { failureOf } from '../server/failure-of.js'
import { readProofKey } from '../server/proof-key.js'
import { momentAt } from '../time/time.js'
import { keepTokens } from './keep-tokens.js'
import type { LoginContext } from './login-context.js'
import { createPolling, type LoginInProgress } from './pending-login.js'
import { promptOf } from './prompt.js'
import { readResumable } from './resumable.js'
import { type LoginWish, type StartedLogin, startLogin } from './start-login.js'

/** The functions of a client that sign a person in. */
export function createLoginFlow(context: LoginContext): Pick<DeviceClient, 'login' | 'startLogin' | 'resumeLogin'> {
  const { options, issuer, store, time, connect } = context
  const owner = { issuer, clientId: options.clientId }

  async function start(wish: LoginWish, signal?: AbortSignal): Promise<PendingLogin> {
    signal?.throwIfAborted()
    // A sign-in whose tokens cannot be kept is found before the person is asked for anything.
    await store.probe()
    const connection = await connect(signal)
    const scope = wish.scope ?? options.scope ?? []
    const started = await startLogin(connection, { ...wish, scope }, signal)
    return createPendingLogin(context, connection, started, scope.join(' '))
  }

  return {
    login: ({ show, askNumber, signal, ...wish }) =>
      endReported(context, signal, async () => {
        const pending = await start(wish, signal)
        const shown = async () => show(pending.prompt)
        await untilAborted(shown(), signal)
        return pending.wait({ ...(signal && { signal }), ...(askNumber && { askNumber }) })
      }),
    startLogin: ({ signal, ...wish } = {}) => endReported(context, signal, () => start(wish, signal)),
    resumeLogin: (value) =>
      endReported(context, undefined, async () => {
        const kept = readResumable(value, owner)
        // The process before has perhaps chosen a place, which this one does not know.
        await store.probe()
        const { dpopKey, codeVerifier, interval, nextPollAt, scope } = kept
        const started = { ...kept.started, interval }
        const login: StartedLogin = {
          started,
          startedAt: momentAt(time, kept.startedAt),
          waitingSince: momentAt(time, nextPollAt - Math.min(interval, started.lifetime)),
          ...(dpopKey && { key: await readProofKey(dpopKey) }),
          ...(codeVerifier !== undefined && { codeVerifier }),
        }
        return createPendingLogin(context, await connect(), login, scope)
      }),
  }
}

function createPendingLogin(
  context: LoginContext,
  connection: Connection,
  login: StartedLogin,
  scope: string,
): PendingLogin {
  const { options, issuer, report } = context
  const { started, startedAt, key, codeVerifier } = login
  const expiresAt = startedAt.wall + started.lifetime
  const progress: LoginInProgress = {
    ...login,
    connection,
    firstPoll: options.firstPoll ?? 'afterInterval',
    report,
    keep: (granted) => keepTokens(context, connection, granted, { scope, ...(key && { key }) }),
  }
  const polling = createPolling(progress)
  report({ type: 'started', expiresAt })
  return {
    prompt: promptOf(started, issuer, expiresAt),
    wait: (wish = {}) => endReported(context, wish.signal, () => polling.wait(wish)),
    poll: (wish = {}) => endReported(context, wish.signal, () => polling.poll(wish)),
    toJSON: () => ({
      version: 1,
      issuer,
      clientId: options.clientId,
      scope,
      started,
      startedAt: startedAt.wall,
      ...polling.progress(),
      ...(key && { dpopKey: key.jwk }),
      ...(codeVerifier !== undefined && { codeVerifier }),
    }),
  }
}

const reported = new WeakSet<DeviceLoginError>()

/** Makes a failure of the client of everything that goes wrong, and reports it once. */
async function endReported<Result>(
  { issuer, report }: LoginContext,
  signal: AbortSignal | undefined,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run()
  } catch (thrown) {
    if (!isOurs(thrown, signal)) throw thrown
    const failure = failureOf(thrown, new URL(issuer).host, signal)
    if (!reported.has(failure)) report({ type: 'ended', code: failure.code })
    reported.add(failure)
    throw failure
  }
}

// What a callback of the caller has thrown is the caller's.
function isOurs(thrown: unknown, signal: AbortSignal | undefined): boolean {
  return thrown instanceof DeviceLoginError || (signal?.aborted ?? false)
}
