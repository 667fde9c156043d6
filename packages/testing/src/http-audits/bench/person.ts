import { type Bench, type Headers, paths } from './bench.js'
import { expectJson, expectTokens, isText, type JsonBody } from './expectations.js'
import type { AccountFixture } from './fixtures.js'
import { expectThat, type Reply } from './reply.js'

/** A person at the verification interface, with a bearer token of their own login. */
export interface Person {
  readonly authorization: Headers
  lookUp(userCode: string): Promise<Reply>
  /** Looks up a live code, and expects its view. */
  view(userCode: string): Promise<JsonBody & { readonly ticket: string }>
  decide(fields: Readonly<Record<string, unknown>>): Promise<Reply>
  /** Looks a code up and decides it, and expects the server to carry that out. */
  approve(userCode: string, scope?: string): Promise<void>
  deny(userCode: string): Promise<void>
  /** Lists the linked devices: those after this `next` of another response, or from the start. */
  list(cursor?: string): Promise<Reply>
  /** Ends a linked device by its `id`, or everything by `all`. */
  end(fields: Readonly<Record<string, unknown>>): Promise<Reply>
}

/** Signs in with username and password, by default as the first person of the fixtures. */
export async function signIn(bench: Bench, account: AccountFixture = bench.fixtures.accounts[0]): Promise<Person> {
  const { username, password } = account
  // Sign-ins of the same moment have no order, so the clock moves between them.
  await bench.pass()
  const { accessToken } = expectTokens(await bench.form(paths.login, { username, password }))
  return personWith(bench, accessToken)
}

/** The person who holds this token. */
export function personWith(bench: Bench, accessToken: string): Person {
  const authorization: Headers = [['Authorization', `Bearer ${accessToken}`]]
  const person: Person = {
    authorization,
    lookUp: (userCode) => bench.json(paths.lookup, { user_code: userCode }, authorization),
    async view(userCode) {
      const reply = await person.lookUp(userCode)
      const body = expectJson(reply, 200)
      const { ticket } = body
      expectThat(isText(ticket), 'a ticket to decide with', reply)
      return { ...body, ticket }
    },
    decide: (fields) => bench.json(paths.decision, fields, authorization),
    approve: (userCode, scope) => settle(userCode, 'approve', 'approved', scope),
    deny: (userCode) => settle(userCode, 'deny', 'denied'),
    list: (cursor) => bench.json(paths.linkedList, cursor === undefined ? {} : { cursor }, authorization),
    end: (fields) => bench.json(paths.linkedEnd, fields, authorization),
  }

  async function settle(userCode: string, decision: string, expected: string, scope?: string): Promise<void> {
    const { ticket } = await person.view(userCode)
    const reply = await person.decide({ user_code: userCode, ticket, decision, ...(scope !== undefined && { scope }) })
    const { status } = expectJson(reply, 200)
    expectThat(status === expected, `the status ${expected}`, reply)
  }

  return person
}
