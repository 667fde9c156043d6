import type { Bench } from './bench.js'
import { expectJson, expectKept, isObject, isText, type JsonBody } from './expectations.js'
import { type Linked, link } from './grants.js'
import type { Person } from './person.js'
import { expectThat, type Reply } from './reply.js'

/** The devices that are linked to an account. */
export interface LinkedList {
  readonly reply: Reply
  readonly devices: readonly JsonBody[]
  readonly ids: readonly unknown[]
}

/** Reads an answer of `/device/linked/list`, and holds it to being a list of devices, each with an `id` of its own. */
export function expectList(reply: Reply): LinkedList {
  const { devices } = expectJson(reply, 200)
  expectKept(reply)
  expectThat(Array.isArray(devices) && devices.every(isObject), 'a list of devices', reply)
  const ids = devices.map(({ id }) => id)
  expectThat(ids.every(isText) && new Set(ids).size === ids.length, 'an id for each device', reply)
  return { reply, devices, ids }
}

/** The devices that are linked to a person's account, and the person's own sign-ins. */
export async function linkedOf(person: Person): Promise<LinkedList> {
  return expectList(await person.list())
}

/** Links a device that calls itself `Audit TV/1.0`, and holds the server to putting it on the person's list. */
export async function linkListed(
  bench: Bench,
  person: Person,
): Promise<{ readonly id: string; readonly device: JsonBody; readonly linked: Linked; readonly reply: Reply }> {
  const before = await linkedOf(person)
  const linked = await link(bench, { person, headers: [['User-Agent', 'Audit TV/1.0']] })
  const { reply, devices } = await linkedOf(person)
  const [device, ...others] = devices.filter(({ id }) => !before.ids.includes(id))
  const id = device?.['id']
  expectThat(device !== undefined && isText(id) && others.length === 0, 'one more device in the list', reply)
  return { id, device, linked, reply }
}
