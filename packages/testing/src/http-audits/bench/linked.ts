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

/** Reads a response of `/device/linked/list`, and expects a list of devices, each with an `id` of its own. */
export function expectList(reply: Reply): LinkedList {
  const { devices } = expectJson(reply, 200)
  expectKept(reply)
  expectThat(Array.isArray(devices) && devices.every(isObject), 'a list of devices', reply)
  const ids = devices.map(({ id }) => id)
  expectThat(ids.every(isText) && new Set(ids).size === ids.length, 'an id for each device', reply)
  return { reply, devices, ids }
}

/** A page of such a list, and the position of the next page. */
export interface LinkedPart extends LinkedList {
  readonly next: string | undefined
}

/** Reads the page of a person's list that begins here, or the first page. */
export async function linkedFrom(person: Person, cursor?: string): Promise<LinkedPart> {
  const list = expectList(await person.list(cursor))
  const { next } = expectJson(list.reply, 200)
  expectThat(next === undefined || (isText(next) && next !== ''), 'next as a string, or no next', list.reply)
  return { ...list, next: isText(next) ? next : undefined }
}

// More pages than an account can have.
const mostPages = 1_000

/** Reads the linked devices of a person and the person's own sign-ins. `reply` is the last page. */
export async function linkedOf(person: Person): Promise<LinkedList> {
  let part = await linkedFrom(person)
  const devices = [...part.devices]
  for (let page = 1; part.next !== undefined; page++) {
    expectThat(page < mostPages, `an end of the list within ${mostPages} pages`, part.reply)
    part = await linkedFrom(person, part.next)
    devices.push(...part.devices)
  }
  return { reply: part.reply, devices, ids: devices.map(({ id }) => id) }
}

/** Links a device that calls itself `Audit TV/1.0`, and expects it on the person's list. */
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
