import { type Bench, type Headers, paths } from './bench.js'
import { expectJson, expectTokens, isText, type JsonBody } from './expectations.js'
import type { AccountFixture } from './fixtures.js'
import { expectThat, type Reply } from './reply.js'

/** Somebody at the verification interface, by a Bearer token of their own login. */
export interface Person {
  readonly authorization: Headers
  lookUp(userCode: string): Promise<Reply>
  /** What a live code asks for; holds the server to telling. */
  view(userCode: string): Promise<JsonBody & { readonly ticket: string }>
  decide(fields: Readonly<Record<string, unknown>>): Promise<Reply>
  /** Looks a code up and decides it, and holds the server to carrying that out. */
  approve(userCode: string, scope?: string): Promise<void>
  deny(userCode: string): Promise<void>
  /** Asks for the linked devices: for those after this `next` of another answer, or from the start. */
  list(cursor?: string): Promise<Reply>
  /** Ends a linked device by its `id`, or everything by `all`. */
  end(fields: Readonly<Record<string, unknown>>): Promise<Reply>
}

/** Signs in with name and password: the first person of the fixtures unless said otherwise. */
export async function signIn(bench: Bench, account: AccountFixture = bench.fixtures.accounts[0]): Promise<Person> {
  const { username, password } = account
  // Of sign-ins of one moment nobody can say which is the oldest, when there are too many.
  await bench.pass()
  const { accessToken } = expectTokens(await bench.form(paths.login, { username, password }))
  return personWith(bench, accessToken)
}

/** Whoever holds this token. */
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
