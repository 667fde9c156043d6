import { describe, expect, it } from 'vitest'
import type { StoreCase, StoreSubject } from '../src/testing/store-laws/law.js'

/** A class of stores that is tried on the laws: how one of them is made, and under which name it is reported. */
export interface Kind {
  readonly name: string
}

/** Laws, and the stores that show what they are good for. */
export interface Teeth<Store, Stores extends Kind> {
  readonly cases: readonly StoreCase<Store>[]
  /** The stores that keep every law. */
  readonly sound: Stores
  /** In the order of the laws: stores that break each. Any of them may break others too, but one has to break no other. */
  readonly broken: readonly (readonly [law: string, stores: readonly Stores[]])[]
  /** Laws that nothing can break without breaking one of these as well, which ask for the same and more. */
  readonly siblings: Readonly<Record<string, readonly string[]>>
  subjectOf(stores: Stores): StoreSubject<Store>
  /** A store of the sound kind whose backend fails. Its failure says `connection refused`. */
  createFailingStore(): Store
}

/** Tests that each law can be kept, that each is needed, and that each reports what it saw. */
export function describeTeeth<Store, Stores extends Kind>(title: string, teeth: Teeth<Store, Stores>): void {
  const { cases, sound, broken, siblings, subjectOf, createFailingStore } = teeth

  async function brokenBy(stores: Stores): Promise<readonly string[]> {
    const failures = cases.map(({ id, run }) =>
      run(subjectOf(stores)).then(
        () => [],
        () => [id],
      ),
    )
    return (await Promise.all(failures)).flat()
  }

  describe(title, () => {
    it.each(cases)('$id can be kept', async ({ run }) => {
      await run(subjectOf(sound))
    })

    it.each(broken.flatMap(([id, kinds]) => kinds.map((kind) => ({ id, kind, how: kind.name }))))(
      '$id is broken by a store that $how',
      async ({ id, kind }) => {
        const storeCase = cases.find((one) => one.id === id)
        const failure = await storeCase?.run(subjectOf(kind)).catch((reason: Error) => reason)
        expect(failure).toBeInstanceOf(Error)
        expect(failure).toHaveProperty('message', expect.stringContaining(`${id}\nA store ${storeCase?.law}\nSeen: `))
        expect(failure).toHaveProperty('message', expect.stringContaining(`In production: ${storeCase?.cost}`))
        expect(failure).not.toHaveProperty('message', expect.stringContaining('failed altogether'))
      },
    )

    it('are each broken by some store here', () => {
      expect(broken.map(([id]) => id)).toEqual(cases.map(({ id }) => id))
    })

    it.each(broken)('%s catches a store that no other law catches', async (id, kinds) => {
      const expected = [id, ...(siblings[id] ?? [])]
      const others = await Promise.all(
        kinds.map(async (kind) => (await brokenBy(kind)).filter((law) => !expected.includes(law))),
      )
      expect(others).toContainEqual([])
    })

    it('have stable ids of their own and are sentences about what a store MUST do', () => {
      expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
      for (const { id, law, cost, section } of cases) {
        expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/)
        expect(law).toMatch(/^MUST .+\.$/)
        expect(cost).toMatch(/^[a-z].+\.$/)
        expect(section ?? 'RFC 8628 §3.2').toMatch(/^RFC \d{4} §\d+(\.\d+)*$/)
      }
    })

    it.each(cases.filter(({ needs }) => needs))('$id says so when its subject has no $needs', async (storeCase) => {
      const { createStore } = subjectOf(sound)
      await expect(storeCase.run({ createStore })).rejects.toThrow(`${storeCase.id} needs ${storeCase.needs}`)
    })

    it('say so when a store fails altogether', async () => {
      for (const { needs, run } of cases) {
        if (needs !== undefined) continue
        const failing = run({ createStore: createFailingStore })
        await expect(failing).rejects.toThrow('failed altogether: Error: connection refused')
      }
    })
  })
}
