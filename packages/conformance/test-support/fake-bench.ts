import { type BenchContext, createBench } from '../src/bench/create-bench.js'
import type { Endpoints } from '../src/find/endpoints.js'
import { createSecrets } from '../src/http/secrets.js'
import { keepSecretsIn } from '../src/http/secrets-in.js'
import type { RunContext } from '../src/run/run-audit.js'
import { type Answer, fakeWire, origin, type WireChoice } from './fake-wire.js'

/** A bench of a server in memory. */
export function fakeBench(
  answer: Answer,
  { endpoints, ...choice }: Partial<BenchContext> & { readonly endpoints?: Endpoints } = {},
  wireChoice: WireChoice = {},
) {
  const secrets = createSecrets()
  const made = fakeWire(answer, { onExchange: ({ body }) => keepSecretsIn(body, secrets), ...wireChoice })
  const context: RunContext = {
    server: {
      address: origin,
      metadata: undefined,
      endpoints: { deviceAuthorization: `${origin}/device`, token: `${origin}/token`, ...endpoints },
      unused: new Map(),
    },
    client: { clientId: 'mycli' },
    otherClient: undefined,
    scope: undefined,
    decide: undefined,
    patience: 30,
    load: false,
    wire: made.wire,
    secrets,
    now: made.now,
    ...choice,
  }
  return { ...made, secrets, context, bench: createBench(context) }
}

/** The members of a response with codes. */
export const codes = {
  device_code: 'device-code-0000',
  user_code: 'ABCD-EFGH',
  verification_uri: `${origin}/activate`,
  expires_in: 600,
} as const
