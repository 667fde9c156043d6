/** An item of a heap. The heap sets its place, and reads it when the item leaves. */
export interface HeapItem {
  place: number
}

/** A binary heap: finds the item with the smallest key at once, and adds and removes any item in few steps. */
export class Heap<Item extends HeapItem> {
  readonly #keyOf: (item: Item) => number
  readonly #items: Item[] = []

  /** The key of an item must not change while the item is in the heap. */
  constructor(keyOf: (item: Item) => number) {
    this.#keyOf = keyOf
  }

  /** The item with the smallest key. */
  get first(): Item | undefined {
    return this.#items[0]
  }

  add(item: Item): void {
    this.#items.push(item)
    this.#settle(item, this.#items.length - 1)
  }

  /** Removes an item that is in the heap. */
  remove({ place }: Item): void {
    const last = this.#items.pop()
    if (last !== undefined && place < this.#items.length) this.#settle(last, place)
  }

  /** Puts an item at a free place, and exchanges it with others until the order is right. */
  #settle(item: Item, free: number): void {
    const key = this.#keyOf(item)
    let place = free
    for (let parent = this.#parentAbove(place, key); parent !== undefined; parent = this.#parentAbove(place, key)) {
      const from = parent.place
      this.#put(parent, place)
      place = from
    }
    for (let child = this.#childBelow(place, key); child !== undefined; child = this.#childBelow(place, key)) {
      const from = child.place
      this.#put(child, place)
      place = from
    }
    this.#put(item, place)
  }

  #put(item: Item, place: number): void {
    this.#items[place] = item
    item.place = place
  }

  /** Returns the parent of this place if its key is larger. */
  #parentAbove(place: number, key: number): Item | undefined {
    const parent = place > 0 ? this.#items[Math.floor((place - 1) / 2)] : undefined
    return parent !== undefined && this.#keyOf(parent) > key ? parent : undefined
  }

  /** Returns the smaller child of this place if its key is smaller. */
  #childBelow(place: number, key: number): Item | undefined {
    const [left, right] = [this.#items[2 * place + 1], this.#items[2 * place + 2]]
    const isRight = left !== undefined && right !== undefined && this.#keyOf(right) < this.#keyOf(left)
    const child = isRight ? right : left
    return child !== undefined && this.#keyOf(child) < key ? child : undefined
  }
}
