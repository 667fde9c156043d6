import type { FamilyPosition } from '@devicegrant/core/stores'

/** A list sorted by last use, the most recent at the end. Items of the same moment are sorted by `grantId`. */
export class UseOrder<Item extends FamilyPosition> {
  readonly #items: Item[] = []

  get size(): number {
    return this.#items.length
  }

  /** Inserts an item at its position. Most items are used now, so their position is near the end. */
  add(item: Item): void {
    this.#items.splice(this.#placeOf(item), 0, item)
  }

  /** Removes the item at this position, if there is one. */
  remove(position: FamilyPosition): void {
    const place = this.#placeOf(position)
    if (this.#items[place]?.grantId === position.grantId) this.#items.splice(place, 1)
  }

  /** Yields the items before a position, or all, the most recently used first. Items may be removed between two steps. */
  *latest(before?: FamilyPosition): Generator<Item> {
    let place = before === undefined ? this.#items.length : this.#placeOf(before)
    while (place > 0) {
      place = Math.min(place, this.#items.length) - 1
      const item = this.#items[place]
      if (item !== undefined) yield item
    }
  }

  /** Returns the number of items before a position. */
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
