import { create } from './elements.js'
import type { ServerEvent } from './events.js'

const mostShown = 8
const shownFacts: readonly string[] = ['reason', 'answered', 'subject']

/** Adds an event at the top of the list. */
export function addEvent(list: HTMLOListElement, { type, at, facts }: ServerEvent): void {
  const entry = create('li')
  const details = shownFacts.flatMap((name) => (name in facts ? [`${name} ${String(facts[name])}`] : []))
  const time = new Date(at).toLocaleTimeString('en-GB')
  entry.append(create('time', '', time), create('code', '', type), create('span', '', details.join(' · ')))
  list.prepend(entry)
  list.children[mostShown]?.remove()
}
