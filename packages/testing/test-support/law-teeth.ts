import { describe, expect, it } from 'vitest'
import type { StoreCase, StoreSubject } from '../src/store-laws/law.js'

/** A kind of store that the laws are tested on. `name` is its name in the test report. */
export interface Kind {
  readonly name: string
}

/** A law, and stores that break it. */
export type Broken<Stores extends Kind> = readonly [law: string, stores: readonly Stores[]]

/** Laws, and the stores that show that each law is needed. */
export interface Teeth<Store, Stores extends Kind> {
  readonly cases: readonly StoreCase<Store>[]
  /** The stores that keep every law. */
  readonly sound: Stores
  /**
   * The stores that break each law, in the order of the laws. A store may break others too, but with `siblings` one must
   * break only that.
   */
  readonly broken: readonly Broken<Stores>[]
  /**
   * For a law: the stricter laws that every store that breaks it breaks too. Absent: the laws overlap, and no law must be
   * the only one that catches a store.
   */
  readonly siblings?: Readonly<Record<string, readonly string[]>>
  subjectOf(stores: Stores): StoreSubject<Store>
  /** Creates a store of the sound kind whose backend fails. The message of its failure is `connection refused`. */
  createFailingStore(): Store
}

/** Tests that a store can keep each law, that each law is needed, and that each law reports what it saw. */
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

    it('are each broken by a store of this test', () => {
      expect(broken.map(([id]) => id)).toEqual(cases.map(({ id }) => id))
    })

    it.each(siblings ? broken : [])('%s catches a store that no other law catches', async (id, kinds) => {
      const expected = [id, ...(siblings?.[id] ?? [])]
      const others = await Promise.all(
        kinds.map(async (kind) => (await brokenBy(kind)).filter((law) => !expected.includes(law))),
      )
      expect(others).toContainEqual([])
    })

    it('have unique ids and are sentences about what a store MUST do', () => {
      expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
      for (const { id, law, cost, section } of cases) {
        expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/)
        expect(law).toMatch(/^MUST .+\.$/)
        expect(cost).toMatch(/^[a-z].+\.$/)
        expect(section ?? 'RFC 8628 §3.2').toMatch(/^RFC \d{4} §\d+(\.\d+)*$/)
      }
    })

    it.each(cases.filter(({ needs }) => needs))('$id reports that its subject has no $needs', async (storeCase) => {
      const { createStore } = subjectOf(sound)
      await expect(storeCase.run({ createStore })).rejects.toThrow(`${storeCase.id} needs ${storeCase.needs}`)
    })

    it('report that a store fails altogether', async () => {
      for (const { needs, run } of cases) {
        if (needs !== undefined) continue
        const failing = run({ createStore: createFailingStore })
        await expect(failing).rejects.toThrow('failed altogether: Error: connection refused')
      }
    })
  })
}
