import {
  type AuditClient,
  type AuditServerOptions,
  type ClientMethod,
  type Endpoints,
  serverAudits,
} from '@devicegrant/conformance'
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
    server: address(server, 'the issuer'),
    client: clientIn(texts, env),
    endpoints: endpointsIn(texts),
    origins: (listIn(texts.get('allow-origin')) ?? []).map((origin) => address(origin, '--allow-origin')),
    load: flags.has('load'),
    pace: numberIn(texts, 'pace', { preset: 100, most: 60_000 }),
    timeout: numberIn(texts, 'timeout', { preset: 10, least: 1, most: 600 }) * 1000,
    patience: numberIn(texts, 'wait', { preset: 30, most: 3600 }),
    maxRequests: numberIn(texts, 'max-requests', { preset: 1000, least: 1, most: 100_000 }),
    maxTime: numberIn(texts, 'max-time', { preset: 3600, least: 1, most: 86_400 }) * 1000,
    ...(scope === undefined ? {} : { scope }),
    ...(otherClient === undefined ? {} : { otherClient }),
    ...onlyIn(texts),
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
  const value = Object.hasOwn(env, name) ? (env[name] ?? '') : ''
  // A person may have written the secret itself, so the message does not repeat it.
  if (value === '')
    throw new UsageError(`--${option} takes the name of a variable, and no variable of this name is set`)
  return value
}

function endpointsIn(texts: Texts): Endpoints {
  const named = {
    deviceAuthorization: addressIn(texts, 'device-endpoint'),
    token: addressIn(texts, 'token-endpoint'),
    revocation: addressIn(texts, 'revocation-endpoint'),
    introspection: addressIn(texts, 'introspection-endpoint'),
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

function addressIn(texts: Texts, option: string): string | undefined {
  const text = texts.get(option)
  return text === undefined ? undefined : address(text, `--${option}`)
}

function address(text: string, what: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (hasPassword(url)) throw new UsageError(`${what} is an address without a password`)
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${what} is an address such as https://login.example.com, and not ${JSON.stringify(text)}`)
  }
  if (url.hash !== '') throw new UsageError(`${what} is an address without a fragment`)
  return text
}

function hasPassword(url: URL | undefined): boolean {
  return url !== undefined && url.username + url.password !== ''
}

function onlyIn(texts: Texts): Pick<RunOptions, 'only'> {
  const only = listIn(texts.get('only'))
  if (only === undefined) return {}
  if (only.length === 0) throw new UsageError('--only needs an audit, or a group such as "poll"')
  const ids = serverAudits.map(({ id }) => id)
  const known = [...new Set(ids.map((id) => id.split('-', 1).join())), ...ids]
  const unknown = only.find((name) => !ids.some((id) => id === name || id.startsWith(`${name}-`)))
  if (unknown === undefined) return { only }
  throw new UsageError(`there is no audit ${JSON.stringify(unknown)}: --list shows all.${didYouMean(unknown, known)}`)
}

interface Range {
  readonly preset: number
  readonly least?: number
  readonly most: number
}

function numberIn(texts: Texts, option: string, { preset, least = 0, most }: Range): number {
  const text = texts.get(option)
  if (text === undefined) return preset
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new UsageError(`--${option} takes a whole number from ${least} to ${most}, and not ${JSON.stringify(text)}`)
}
