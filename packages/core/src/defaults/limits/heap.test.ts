import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Heap } from './heap.js'

interface Item {
  readonly key: number
  place: number
}

it('has the smallest item in front, whatever is added and removed', () => {
  const step = fc.record({ key: fc.nat({ max: 50 }), removes: fc.option(fc.nat({ max: 100 })) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const heap = new Heap<Item>(({ key }) => key)
      const items: Item[] = []
      for (const { key, removes } of steps) {
        const removed = removes === null ? undefined : items[removes]
        if (removed !== undefined) {
          items.splice(items.indexOf(removed), 1)
          heap.remove(removed)
        } else {
          const item = { key, place: -1 }
          items.push(item)
          heap.add(item)
        }
        expect(heap.first?.key).toBe(items.length === 0 ? undefined : Math.min(...items.map((one) => one.key)))
      }
    }),
  )
})
