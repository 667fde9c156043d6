import type { FamilyPosition } from '@devicegrant/core'

/** Things in the order of their last use, the one used last at the end; of the same moment, the greater `grantId`. */
export class UseOrder<Item extends FamilyPosition> {
  readonly #items: Item[] = []

  get size(): number {
    return this.#items.length
  }

  /** Puts one in its place. Most are used now, so their place is near the end. */
  add(item: Item): void {
    this.#items.splice(this.#placeOf(item), 0, item)
  }

  /** Takes out the one at this position, if there is one. */
  remove(position: FamilyPosition): void {
    const place = this.#placeOf(position)
    if (this.#items[place]?.grantId === position.grantId) this.#items.splice(place, 1)
  }

  /** The ones before a position, or all, the one used last first. What is removed meanwhile does not matter. */
  *latest(before?: FamilyPosition): Generator<Item> {
    let place = before === undefined ? this.#items.length : this.#placeOf(before)
    while (place > 0) {
      place = Math.min(place, this.#items.length) - 1
      const item = this.#items[place]
      if (item !== undefined) yield item
    }
  }

  /** How many come before a position. */
  #placeOf(position: FamilyPosition): number {
    let [least, most] = [0, this.#items.length]
    while (least < most) {
      const middle = Math.floor((least + most) / 2)
      const item = this.#items[middle]
      if (item !== undefined && isBefore(item, position)) least = middle + 1
      else most = middle
    }
    return least
  }
}

function isBefore(one: FamilyPosition, other: FamilyPosition): boolean {
  if (one.lastUsedAt !== other.lastUsedAt) return one.lastUsedAt < other.lastUsedAt
  return one.grantId < other.grantId
}
