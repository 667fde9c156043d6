import type { AuthorizationView, DecisionRequest, LinkedDevice, Refusal, Viewer } from '@devicegrant/core'
import { rfc8628 } from '@devicegrant/core/dialects'
import type { RealServer } from './real-server.js'

/** Who does it: a username of the fake host. */
export interface AsPerson {
  /** @defaultValue `alice` */
  readonly as?: string
}

/** How a person approves. */
export interface ApproveOptions extends AsPerson {
  /** The scope values that the person grants. @defaultValue all that the device asks for */
  readonly scope?: readonly string[]
  /** The key of the organization, in dialects that have them. @defaultValue the preselected one */
  readonly organization?: string
}

/** What the page shows after the decision. */
export interface ShownDecision {
  readonly status: 'approved' | 'denied'
  /** The number that the person types into the device. Present for a client with `verificationNumber`. */
  readonly verificationNumber?: string
}

/** What people do at the server. */
export interface PersonControls {
  /**
   * A signed-in person approves the device with this user code, as on the page.
   *
   * @throws Error if the page refuses it, for example because the code has expired.
   */
  approve(userCode: string, options?: ApproveOptions): Promise<ShownDecision>
  /** The person denies. @throws Error if the page refuses it. */
  deny(userCode: string, options?: AsPerson): Promise<ShownDecision>
  /** The person unlinks all devices. The sign-in of the person goes on. */
  endGrant(options?: AsPerson): Promise<void>
  /** The host disables the account. */
  disableAccount(options?: AsPerson): void
  /** How many grants are alive, of all people. */
  grants(): Promise<number>
}

/** Makes the people of a server. */
export function createPeople(server: () => RealServer): PersonControls {
  async function viewer(as: string): Promise<Viewer> {
    const { host } = server()
    const account = await host.options.accounts.findByUsername(as)
    if (!account) throw new Error(`the fake host has no account "${as}": use one of its fixtures`)
    return { subject: account.subject, sessionId: `session-of-${as}`, authenticatedAt: host.clock.now() }
  }

  async function decide(as: string, userCode: string, what: Omit<DecisionRequest, 'userCode' | 'ticket'>) {
    const { service } = server().grant
    const person = await viewer(as)
    const view = expected<AuthorizationView>(await service.lookUp(userCode, rfc8628.userCode, person))
    const request = { userCode, ticket: view.ticket, ...what }
    const { status, verificationNumber } = expected(await service.decide(request, rfc8628.userCode, person))
    return { status, ...(verificationNumber !== undefined && { verificationNumber }) }
  }

  async function devicesOf(person: Viewer): Promise<readonly LinkedDevice[]> {
    const devices: LinkedDevice[] = []
    let page = expected(await server().grant.service.listLinkedDevices(person))
    devices.push(...page.devices)
    while (page.next !== undefined) {
      page = expected(await server().grant.service.listLinkedDevices(person, page.next))
      devices.push(...page.devices)
    }
    return devices
  }

  return {
    approve: (userCode, { as = 'alice', ...chosen } = {}) => decide(as, userCode, { choice: 'approve', ...chosen }),
    deny: (userCode, { as = 'alice' } = {}) => decide(as, userCode, { choice: 'deny' }),
    async endGrant({ as = 'alice' } = {}) {
      const person = await viewer(as)
      for (const { grantId } of await devicesOf(person)) {
        const result = await server().grant.service.unlinkDevice(person, grantId)
        if (result !== 'unlinked') throw refused(result)
      }
    },
    disableAccount: ({ as = 'alice' } = {}) => server().host.disable({ username: as }, true),
    async grants() {
      const { accounts } = server().host.fixtures
      const counts = accounts.map(async ({ username }) => (await devicesOf(await viewer(username))).length)
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
    },
  }
}

function expected<Result extends { readonly kind: string }>(result: Result | Refusal): Result {
  if (isRefusal(result)) throw refused(result)
  return result
}

function isRefusal(result: { readonly kind: string }): result is Refusal {
  return result.kind === 'refusal'
}

function refused({ code }: Refusal): Error {
  return new Error(`the page refuses it: ${code}`)
}
