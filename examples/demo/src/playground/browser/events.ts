import { create } from './elements.js'
import { membersIn, numberIn, textIn } from './json.js'

/** A security event of the server, as far as the playground reads it. */
export interface ServerEvent {
  readonly type: string
  readonly at: number
  readonly grantId: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** The stream of security events of the grants that this browser started. */
export interface EventFeed {
  /** Passes on the events of this grant, also those that came before, and no others. */
  follow(grantId: string): void
}

const mostKept = 100

/** Opens the stream. `onEnd` is called if the server does not know this browser, or has too many streams. */
export function openEvents(address: string, onEvent: (event: ServerEvent) => void, onEnd: () => void): EventFeed {
  let kept: readonly ServerEvent[] = []
  let followed = ''
  const source = new EventSource(address)
  source.addEventListener('security', (message: MessageEvent<unknown>) => {
    const event = readEvent(String(message.data))
    kept = [...kept, event].slice(-mostKept)
    if (event.grantId === followed) onEvent(event)
  })
  source.addEventListener('error', () => source.readyState === EventSource.CLOSED && onEnd())
  return {
    follow(grantId) {
      followed = grantId
      for (const event of kept.filter((earlier) => earlier.grantId === grantId)) onEvent(event)
    },
  }
}

function readEvent(text: string): ServerEvent {
  const members = membersIn(text)
  const { type: _, at: __, grantId: ___, ...facts } = members
  return {
    type: textIn(members, 'type') ?? '',
    at: numberIn(members, 'at') ?? 0,
    grantId: textIn(members, 'grantId') ?? '',
    facts,
  }
}

const mostListed = 8
const shownFacts: readonly string[] = ['reason', 'answered', 'subject']

/** Adds an event at the top of the list. */
export function addEvent(list: HTMLOListElement, { type, at, facts }: ServerEvent): void {
  const entry = create('li')
  const details = shownFacts.flatMap((name) => (name in facts ? [`${name} ${String(facts[name])}`] : []))
  const time = new Date(at).toLocaleTimeString('en-GB')
  entry.append(create('time', '', time), create('code', '', type), create('span', '', details.join(' · ')))
  list.prepend(entry)
  list.children[mostListed]?.remove()
}
