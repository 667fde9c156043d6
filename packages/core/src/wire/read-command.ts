import type * as z from 'zod'
import type { ClientId } from '../machine/names.js'
import type { Command } from '../protocol/command.js'
import { isProblem, type ParameterFault, type Problem, type ProblemCode, problem } from '../protocol/problem.js'
import { readClient } from './client-credentials.js'
import type { Dialect } from './dialect.js'
import type { Endpoint, ParameterSpec, RequestSpec } from './endpoint.js'
import { type Parameters, withoutEmpty } from './parameters.js'
import { inOAuthNames, inWireNames } from './wire-names.js'

/** The facts about a request that are not in its parameters. */
export interface Sender {
  /** The `Authorization` header. */
  readonly authorization: string | undefined
  /** The client of every request, in a dialect whose requests name no client. */
  readonly anonymousClient?: ClientId | undefined
  /** The public URL that the request was sent to. */
  readonly endpoint?: string
  /** The names of parameters on the wire, by their names in OAuth. */
  readonly names?: Dialect['names']
}

/** Returns the command of a request to this endpoint, or the problem with the request. */
export function readCommand(endpoint: Endpoint, onTheWire: Parameters, sender: Sender): Command | Problem {
  const { names } = sender
  const sent = inOAuthNames(names, onTheWire)
  const command = commandOf(endpoint, sent, sender)
  return names !== undefined && isProblem(command) ? inWireNames(names, command) : command
}

function commandOf(endpoint: Endpoint, sent: Parameters, sender: Sender): Command | Problem {
  const parameters = withoutEmpty(sent)
  const reading = readingOf(endpoint, parameters)
  if (isProblem(reading)) return reading
  const { authorization, anonymousClient } = sender
  const anybody = anonymousClient === undefined ? undefined : ({ method: 'none', clientId: anonymousClient } as const)
  if (reading.operation === 'logIn') {
    const client = anybody && { client: anybody }
    return read(reading, parameters, sent, (asked) => ({
      operation: reading.operation,
      ...client,
      ...asked,
    }))
  }
  if (reading.operation === 'completeLogIn') {
    const client = anybody && { client: anybody }
    return read(reading, parameters, sent, (asked) => ({
      operation: reading.operation,
      ...client,
      ...asked,
    }))
  }
  if (reading.operation === 'registerClient') {
    return read(reading, parameters, sent, (asked) => ({ operation: reading.operation, ...asked }))
  }
  if (reading.operation === 'introspectToken' && anybody === undefined && isNobody(parameters, authorization)) {
    // RFC 7662 §2.3: a caller that names no client gets the same response as one that fails to authenticate.
    return problem('invalidClient', 'Client authentication failed.')
  }
  const client = anybody ?? readClient(parameters, authorization, sender.endpoint)
  if (isProblem(client)) return client
  switch (reading.operation) {
    case 'startAuthorization':
      return read(reading, parameters, sent, (asked) => ({
        operation: reading.operation,
        client,
        ...asked,
      }))
    case 'exchangeDeviceCode':
      return read(reading, parameters, sent, (asked) => ({
        operation: reading.operation,
        client,
        ...asked,
      }))
    case 'exchangeRefreshToken':
      return read(reading, parameters, sent, (asked) => ({
        operation: reading.operation,
        client,
        ...asked,
      }))
    case 'exchangePassword':
      return read(reading, parameters, sent, (asked) => ({
        operation: reading.operation,
        client,
        ...asked,
      }))
    case 'revokeToken':
      return read(reading, parameters, sent, (asked) => ({
        operation: reading.operation,
        client,
        ...asked,
      }))
    case 'introspectToken':
      return read(reading, parameters, sent, (asked) => ({
        operation: reading.operation,
        client,
        ...asked,
      }))
  }
}

function isNobody({ client_id: clientId, client_assertion: assertion }: Parameters, authorization?: string): boolean {
  return [clientId, assertion, authorization].every((proof) => proof === undefined)
}

// RFC 6749 §5.2: a missing grant type is a malformed request, an unknown one is unsupported.
function readingOf({ reads, orWith }: Endpoint, parameters: Parameters): RequestSpec | Problem {
  if (orWith !== undefined && parameters[orWith.parameter] !== undefined) return orWith.reads
  if ('operation' in reads) return reads
  const { grant_type: grantType } = parameters
  if (grantType === undefined) return problem('invalidRequest', 'The parameter grant_type is missing.')
  if (typeof grantType !== 'string') return problem('invalidRequest', 'The parameter grant_type is malformed.')
  const reading = Object.hasOwn(reads.byGrantType, grantType) ? reads.byGrantType[grantType] : undefined
  return reading ?? problem('unsupportedGrantType', 'This grant type is not supported.')
}

/** Returns the command of these parameters, or the problem with them as they were sent. */
function read<Read extends object>(
  { parameters: schema, fast, keepsEmpty }: ParameterSpec<Read>,
  parameters: Parameters,
  sent: Parameters,
  make: (asked: Read) => Command,
): Command | Problem {
  const common = fast?.(parameters)
  if (common !== undefined) return make(common)
  const asked = keepsEmpty === undefined ? parameters : withEmpty(parameters, sent, keepsEmpty)
  const result = schema.safeParse(asked)
  return result.success ? make(result.data) : problemOf(result.error, asked, sent)
}

function withEmpty(parameters: Parameters, sent: Parameters, names: readonly string[]): Parameters {
  const empty = names.filter((name) => sent[name] === '').map((name) => [name, ''] as const)
  return Object.assign(Object.create(null), parameters, Object.fromEntries(empty))
}

function problemOf({ issues }: z.ZodError, parameters: Parameters, sent: Parameters): Problem {
  const faults = issues.map((issue) => faultOf(issue, parameters, sent))
  const [issue] = issues
  const name = String(issue?.path[0] ?? 'body')
  if (parameters[name] === undefined) {
    return problem('invalidRequest', `The parameter ${name} is missing.`, { faults })
  }
  const code = issue?.code === 'custom' ? codeIn(issue.params) : 'invalidRequest'
  return problem(code, `The parameter ${name} is malformed.`, { faults })
}

function faultOf({ path }: z.core.$ZodIssue, parameters: Parameters, sent: Parameters): ParameterFault {
  const name = String(path[0] ?? 'body')
  const value = parameters[name]
  // Some dialects report `null` for required text as a value of the wrong type, not as a missing one.
  if (value === undefined && sent[name] !== null) return { name, fault: 'missing' }
  return { name, fault: typeof value === 'string' ? 'malformed' : 'notText' }
}

const schemaProblems = ['invalidScope', 'invalidTarget', 'invalidClientMetadata', 'invalidRedirectUri'] as const

// A schema names the problem of a malformed value in a custom issue. Any other issue is an invalid request.
function codeIn(params: Readonly<Record<string, unknown>> | undefined): ProblemCode {
  const named = params?.['problem']
  return schemaProblems.find((code) => code === named) ?? 'invalidRequest'
}
