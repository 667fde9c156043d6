import type * as z from 'zod'
import { readScope } from '../../../machine/scope.js'
import type { Endpoint, MediaType, OperationSpec, RequestedParameters, RequestSpec } from '../../endpoint.js'
import type { Parameters } from '../../parameters.js'
import { acrValuesParameter, maxAgeParameter, resourceParameter } from '../../values.js'
import {
  clientMembers,
  deviceCodeGrant,
  introspectionRequest,
  loginRequest,
  passwordRequest,
  pollRequest,
  refreshRequest,
  revocationRequest,
  secondFactorRequest,
  type signInParameters,
} from './requests.js'

// How the OAuth dialects read their requests. Each dialect lists what it uses.

/** Forms (RFC 6749), and JSON, which some clients send. */
export const formsAndJson: readonly MediaType[] = ['application/x-www-form-urlencoded', 'application/json']

const passwordParameters: z.ZodType<RequestedParameters<'exchangePassword'>> = passwordRequest
  .omit({ grant_type: true, ...clientMembers })
  .transform(({ scope, ...credentials }) => ({ ...credentials, scope: scopeIn(scope) }))

const loginParameters: z.ZodType<RequestedParameters<'logIn'>> = loginRequest.transform(({ scope, ...rest }) => ({
  ...rest,
  scope: scopeIn(scope),
}))

/**
 * A poll, RFC 8628 §3.4. A system that has another word for the grant type has one more entry in its table:
 * `byGrantType: { ...tokenSpecs.byGrantType, [word]: pollSpec }`.
 */
export const pollSpec: OperationSpec<'exchangeDeviceCode'> = {
  operation: 'exchangeDeviceCode',
  parameters: pollRequest
    .omit({ grant_type: true, ...clientMembers })
    .transform(({ device_code, resource }) => ({ deviceCode: device_code, resources: resourcesIn(resource) })),
  fast: ({ device_code: deviceCode, resource }) =>
    typeof deviceCode === 'string' && resource === undefined ? { deviceCode, resources: [] } : undefined,
}

/** A refresh, RFC 6749 §6. */
export const refreshSpec: OperationSpec<'exchangeRefreshToken'> = {
  operation: 'exchangeRefreshToken',
  parameters: refreshRequest
    .omit({ grant_type: true, ...clientMembers })
    .transform(({ refresh_token, scope, resource }) => ({
      refreshToken: refresh_token,
      scope: scopeIn(scope),
      resources: resourcesIn(resource),
    })),
}

/** The operations of a token endpoint by `grant_type`. */
export const tokenSpecs: Exclude<Endpoint['reads'], RequestSpec> = {
  byGrantType: {
    [deviceCodeGrant]: pollSpec,
    refresh_token: refreshSpec,
    password: { operation: 'exchangePassword', parameters: passwordParameters },
  },
}

/** A login at a path of its own: the parameters of the password grant, and what the app kept of its last login. */
export const loginSpec: RequestSpec = { operation: 'logIn', parameters: loginParameters, keepsEmpty: ['known'] }

/** The second factor of a login at the same path. */
export const secondFactorSpec: NonNullable<Endpoint['orWith']> = {
  parameter: 'ticket',
  reads: { operation: 'completeLogIn', parameters: secondFactorRequest },
}

/** A revocation, RFC 7009 §2.1. */
export const revocationSpec: RequestSpec = {
  operation: 'revokeToken',
  parameters: revocationRequest.omit(clientMembers),
}

/** An introspection, RFC 7662 §2.1. */
export const introspectionSpec: RequestSpec = {
  operation: 'introspectToken',
  parameters: introspectionRequest.omit(clientMembers),
}

/** Returns the demands on the sign-in that their schema has accepted. */
export function signInDemand({
  acr_values,
  max_age,
  refresh_token,
}: z.infer<typeof signInParameters>): Pick<
  RequestedParameters<'startAuthorization'>,
  'acrValues' | 'maxAge' | 'refreshToken'
> {
  return {
    acrValues: acr_values === undefined ? undefined : acrValuesParameter.parse(acr_values),
    maxAge: max_age === undefined ? undefined : maxAgeParameter.parse(max_age),
    refreshToken: refresh_token,
  }
}

// Of every other parameter the schema decides, also of one that is added later.
const plainNames: ReadonlySet<string> = new Set(['scope', ...Object.keys(clientMembers)])

/** Reads a start that asks for nothing but a scope, as nearly every device does. */
export function readPlainStart(sent: Parameters): RequestedParameters<'startAuthorization'> | undefined {
  for (const name in sent) if (!plainNames.has(name)) return undefined
  const { scope } = sent
  if (scope === undefined) return { scope: undefined, resources: [], label: undefined }
  const values = typeof scope === 'string' ? readScope(scope) : undefined
  return values && { scope: values, resources: [], label: undefined }
}

/** Returns the values of a scope that its schema has accepted. */
export function scopeIn(sent: string | undefined): readonly string[] | undefined {
  return sent === undefined ? undefined : readScope(sent)
}

/** Returns the resources that their schema has accepted. */
export function resourcesIn(sent: string | readonly string[] | undefined): readonly string[] {
  return sent === undefined ? [] : resourceParameter.parse(sent)
}
