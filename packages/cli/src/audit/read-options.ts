import type { AuditClient, AuditServerOptions, ClientMethod, Endpoints } from '@devicegrant/conformance'
import { type Given, UsageError } from '../commands/command.js'
import { didYouMean } from '../commands/nearest.js'

/** The options of a run, without the person and what sees its progress. */
export type RunOptions = Omit<AuditServerOptions, 'decide' | 'signal' | 'onProgress' | 'fetch' | 'sleep' | 'now'>

const methods: readonly ClientMethod[] = ['client_secret_basic', 'client_secret_post']

/**
 * Reads what the words of `devicegrant audit` say of the server and its clients.
 *
 * @throws UsageError if a word is missing or wrong.
 */
export function readRunOptions({ words, texts, flags }: Given, env: NodeJS.ProcessEnv): RunOptions {
  const [server, ...more] = words
  if (server === undefined) throw new UsageError('audit needs an issuer, such as https://login.example.com')
  if (more.length > 0) throw new UsageError(`audit takes one issuer, and got ${words.length}`)
  const scope = texts.get('scope')
  const otherClient = otherClientIn(texts, env)
  return {
    server,
    client: clientIn(texts, env),
    endpoints: endpointsIn(texts),
    origins: listIn(texts.get('allow-origin')) ?? [],
    load: flags.has('load'),
    pace: numberIn(texts, 'pace', 100, 60_000),
    timeout: numberIn(texts, 'timeout', 10, 600) * 1000,
    patience: numberIn(texts, 'wait', 30, 3600),
    maxRequests: numberIn(texts, 'max-requests', 1000, 100_000),
    ...(scope === undefined ? {} : { scope }),
    ...(otherClient === undefined ? {} : { otherClient }),
    ...(texts.has('only') ? { only: listIn(texts.get('only')) ?? [] } : {}),
  }
}

type Texts = Given['texts']

function clientIn(texts: Texts, env: NodeJS.ProcessEnv): AuditClient {
  const clientId = texts.get('client-id')
  if (clientId === undefined) throw new UsageError('audit needs --client-id: a client that may use the device grant')
  const named = texts.get('client-secret')
  if (named !== undefined && texts.has('client-secret-env')) {
    throw new UsageError('--client-secret and --client-secret-env name one secret: write one of them')
  }
  const clientSecret = named ?? variableIn(texts, 'client-secret-env', env)
  const method = methodIn(texts)
  if (clientSecret === undefined) {
    if (method !== undefined) throw new UsageError('--client-method is for a client with a secret')
    return { clientId }
  }
  return { clientId, clientSecret, ...(method === undefined ? {} : { method }) }
}

function otherClientIn(texts: Texts, env: NodeJS.ProcessEnv): AuditClient | undefined {
  const clientId = texts.get('other-client-id')
  const clientSecret = variableIn(texts, 'other-client-secret-env', env)
  if (clientId !== undefined) return { clientId, ...(clientSecret === undefined ? {} : { clientSecret }) }
  if (clientSecret !== undefined) throw new UsageError('--other-client-secret-env needs --other-client-id')
  return undefined
}

function methodIn(texts: Texts): ClientMethod | undefined {
  const asked = texts.get('client-method')
  if (asked === undefined) return undefined
  const found = methods.find((method) => method === asked)
  if (found !== undefined) return found
  const hint = didYouMean(asked, methods)
  throw new UsageError(`--client-method takes ${methods.join(' or ')}, and not ${JSON.stringify(asked)}.${hint}`)
}

function variableIn(texts: Texts, option: string, env: NodeJS.ProcessEnv): string | undefined {
  const name = texts.get(option)
  if (name === undefined) return undefined
  const value = env[name] ?? ''
  if (value === '') throw new UsageError(`--${option} names ${JSON.stringify(name)}, a variable that is not set`)
  return value
}

function endpointsIn(texts: Texts): Endpoints {
  const named = {
    deviceAuthorization: texts.get('device-endpoint'),
    token: texts.get('token-endpoint'),
    revocation: texts.get('revocation-endpoint'),
    introspection: texts.get('introspection-endpoint'),
  }
  const isNamed = (entry: [string, string | undefined]): entry is [string, string] => entry[1] !== undefined
  return Object.fromEntries(Object.entries(named).filter(isNamed))
}

function listIn(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function numberIn(texts: Texts, option: string, preset: number, most: number): number {
  const text = texts.get(option)
  if (text === undefined) return preset
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= most) return value
  throw new UsageError(`--${option} takes a whole number up to ${most}, and not ${JSON.stringify(text)}`)
}
