import { begin, type NewAuthorization } from '../../machine/authorization.js'
import { guessesIn } from '../../machine/limits/limit-rules.js'
import type { UserCode } from '../../machine/names.js'
import type { Policy } from '../../machine/policy.js'
import type { UserCodeFormat } from '../../machine/user-code.js'
import { formatToIssue, withChallenges } from '../../machine/user-codes/guess-bound.js'
import type { Client } from '../../ports/client-registry.js'
import type { DialectTerms, StartAuthorization } from '../../protocol/command.js'
import type { AuthorizationStarted, Outcome } from '../../protocol/outcome.js'
import { isProblem, problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { authorizeClient } from '../client/authenticate-client.js'
import { refundOnFault } from '../limits/refund-on-fault.js'
import { reserveStart } from '../limits/start-limits.js'
import { keyToBind } from '../proofs/bound-key.js'
import { useProof } from '../proofs/use-proof.js'
import { assessStart } from '../risk/assess-start.js'
import { authorizationRequest } from './authorization-request.js'
import { startChecks } from './checks/start-checks.js'
import { bindingTo, type CodeBinding } from './code-binding.js'
import { digestDeviceCode, digestUserCode, makeDeviceCode, makeUserCode, proveLink } from './codes.js'

// With 100 000 live codes of 20^8, one draw in 256 000 is taken. Five in a row mean that something else is wrong.
const tries = 5
const tryAgainAfter = 1_000

/** Gives a device its two codes (RFC 8628 §3.1 and §3.2). */
export async function startAuthorization(
  context: ServiceContext,
  command: StartAuthorization,
  terms: DialectTerms,
  call: Call,
): Promise<Outcome<'startAuthorization'>> {
  const client = await authorizeClient(context, command.client, 'device_code', call)
  if (isProblem(client)) return client
  const requested = await authorizationRequest(context, command, client, terms, call)
  if (isProblem(requested)) return requested
  const checks = startChecks(command, client, terms)
  if (isProblem(checks)) return checks
  const jkt = keyToBind(context, command)
  if (typeof jkt === 'object') return jkt
  if (client.completeAddress === false && terms.needsCompleteAddress === true) {
    return problem(
      'unauthorizedClient',
      'The client may have no address with a code in it, and this dialect has no other.',
    )
  }
  const allowed = await reserveStart(context, client, call)
  if (isProblem(allowed)) return allowed
  const policy = policyFor(client, terms, context.policy)
  const { label } = command
  const requester = { ...call.requester, ...(label !== undefined && { label }) }
  const asked = { requester, dialect: terms.dialect, ...requested, resources: command.resources }
  const assessed = await refundOnFault(allowed, () => assessStart(context, asked, client, call))
  if (isProblem(assessed)) {
    // A refused start makes no code, so it must not use up the starts of others.
    await allowed.refund()
    return assessed
  }
  const { key } = command
  const used = key && (await refundOnFault(allowed, () => useProof(context, key, client.clientId, call)))
  if (used !== undefined) {
    await allowed.refund()
    return used
  }
  const request = { clientId: client.clientId, ...asked, ...checks, ...assessed }
  const binding = bindingTo(jkt, command.codeChallenge)
  const format = formatNow(context, terms, allowed.kept)
  for (let count = 0; count < tries; count++) {
    const userCode = makeUserCode(context.random, format)
    const started = await refundOnFault(allowed, () => store(context, request, { userCode, binding }, policy, call))
    if (started !== undefined) return client.completeAddress === false ? withoutLink(started) : started
  }
  await allowed.refund()
  context.report(
    new Error(
      `all of ${tries} random user codes were taken: check \`runtime.random\` and \`stores.authorizations.create\``,
    ),
    'startAuthorization',
  )
  return problem('temporarilyUnavailable', 'No user code is free right now.', { retryAfter: tryAgainAfter })
}

// RFC 10027 §6.1.5: without the proof, no dialect can write an address with the code in it.
function withoutLink({ linkProof: _proof, ...started }: AuthorizationStarted): AuthorizationStarted {
  return started
}

// The guesses are counted for the whole server, so their lifetime is that of the policy, for every client and dialect.
function formatNow(context: ServiceContext, { userCode }: DialectTerms, live: number): UserCodeFormat {
  const { limits, policy, challenges } = context
  const { lifetime } = policy
  const guesses = guessesIn(limits.userCodes.all, lifetime) * (challenges.areOn ? withChallenges : 1)
  return formatToIssue(userCode, { live, guesses, lifetime })
}

type Request = Omit<NewAuthorization, 'deviceCode' | 'userCode' | 'grantId'>

async function store(
  context: ServiceContext,
  request: Request,
  { userCode, binding }: { readonly userCode: UserCode; readonly binding: CodeBinding },
  policy: Policy,
  call: Call,
): Promise<AuthorizationStarted | undefined> {
  const { digester } = context
  const name = digestUserCode(digester, userCode)
  const deviceCode = makeDeviceCode(context.random, name, binding)
  const proof = digestDeviceCode(digester, deviceCode, request, binding)
  const grantId = digester.digest('grant', proof)
  const given = { userCode: name, deviceCode: proof, grantId, ...request }
  const authorization = begin(given, policy, context.clock.now())
  if ((await context.store.create(call, authorization)) === 'userCodeTaken') return undefined
  const { clientId, scope, bindingMessage, needsNumber } = request
  const issued = { clientId, scope, grantId, ...(bindingMessage !== undefined && { bindingMessage }) }
  context.emit({ type: 'authorizationIssued', ...issued }, call)
  const { lifetime, interval } = policy
  const { expiresAt } = authorization
  const linkProof = proveLink(digester, { userCode, grantId })
  return {
    kind: 'authorizationStarted',
    deviceCode,
    userCode,
    linkProof,
    grantId,
    lifetime,
    expiresAt,
    interval,
    ...(needsNumber && { verificationRequired: needsNumber }),
  }
}

function policyFor(client: Client, terms: DialectTerms, policy: Policy): Policy {
  return {
    ...policy,
    // Codes live no longer than the documents of the dialect say, unless the client has its own `codeLifetime`.
    lifetime: client.codeLifetime ?? Math.min(policy.lifetime, terms.lifetime ?? policy.lifetime),
    interval: client.pollInterval ?? policy.interval,
  }
}
