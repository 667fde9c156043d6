import type { Language, PlaygroundConfig } from '../config.js'
import { createDevice } from './device.js'
import { type DeviceView, switchedOff } from './device-view.js'
import { create, element } from './elements.js'
import { addEvent, openEvents, type ServerEvent } from './events.js'
import { drawMachine } from './machine.js'
import { meaningOf, narrate, type ServerState } from './story.js'
import { createTelevision } from './television.js'
import { createPerson } from './windows.js'
import { createWirePanel } from './wire-panel.js'

const config = readConfig()
const notice = element('notice', HTMLElement)
const narration = element('narration', HTMLElement)
const steps = element('steps', HTMLOListElement)
const dialect = element('dialect', HTMLSelectElement)
const eventList = element('events', HTMLOListElement)
const button = (id: string): HTMLButtonElement => element(id, HTMLButtonElement)
const restart = button('restart')
const pollNow = button('poll')
const lose = element('lose', HTMLInputElement)

const wire = createWirePanel()
const television = createTelevision()
const machine = drawMachine(element('machine', SVGSVGElement))
const person = await createPerson(config.account, wire.add)
let view = switchedOff
let server: ServerState = 'none'

const feed = openEvents(`${config.path}/playground/events`, onEvent, () =>
  warn('The events have ended: the server was started again, or too many playgrounds are open. Load this page again.'),
)

const device = createDevice(config, {
  onChange: show,
  onExchange: wire.add,
  onGrant(grantId) {
    if (grantId === '') warn('The server does not know this page any more. Load it again.')
    feed.follow(grantId)
  },
  onPending(interval, tooFast) {
    // The person may have decided while the answer was on its way.
    if (server !== 'pending' && server !== 'viewed') return
    machine.go(tooFast ? 'polledTooFast' : 'polled', tooFast ? `too fast: ${interval} s` : undefined)
  },
  onLost() {
    lose.checked = false
  },
})

function onEvent(event: ServerEvent): void {
  addEvent(eventList, event)
  const meaning = meaningOf(event, server)
  if (meaning === undefined) return
  machine.go(meaning.arrow, meaning.text)
  server = meaning.state
  person.follow(server)
  tell()
}

function show(next: DeviceView): void {
  const isNew = next.started !== undefined && next.started !== view.started
  view = next
  television.show(next)
  if (isNew && next.started) person.invite(next.started.link, next.started.userCode)
  pollNow.disabled = next.started === undefined || !['code', 'signedIn'].includes(next.phase)
  pollNow.textContent = next.phase === 'signedIn' || next.trouble === 'lost' ? 'Poll once more' : 'Poll now'
  button('rush').disabled = next.phase !== 'code'
  restart.disabled = next.phase === 'off'
  button('refresh').disabled = !next.refreshes
  button('reuse').disabled = !next.reuses
  tell()
}

function tell(): void {
  const { step, text, missed } = narrate(view, server)
  if (narration.textContent !== text) narration.textContent = text
  for (const [index, item] of [...steps.children].entries()) {
    item.className = index < step && index !== missed ? 'done' : index === step ? 'now' : ''
    if (index === step) item.setAttribute('aria-current', 'step')
    else item.removeAttribute('aria-current')
  }
}

function start(shortLived: boolean): void {
  server = 'none'
  eventList.replaceChildren()
  machine.reset()
  void device.start(chosenLanguage(), shortLived)
}

function chosenLanguage(): Language {
  const [first] = config.languages
  const chosen = config.languages.find(({ name }) => name === dialect.value) ?? first
  if (chosen === undefined) throw new Error('the server serves no dialect')
  return chosen
}

function warn(text: string): void {
  notice.textContent = text
  notice.hidden = false
}

function readConfig(): PlaygroundConfig {
  const written = document.querySelector('meta[name=playground]')?.getAttribute('content') ?? ''
  return JSON.parse(written)
}

for (const { name, title } of config.languages) {
  const option = create('option', '', title)
  option.value = name
  dialect.append(option)
}
element('short-seconds', HTMLElement).textContent = String(config.shortLifetime)
dialect.addEventListener('change', () => view.phase !== 'off' && start(false))
button('start').addEventListener('click', () => start(false))
restart.addEventListener('click', () => start(false))
button('short').addEventListener('click', () => start(true))
pollNow.addEventListener('click', () => void device.poll())
button('rush').addEventListener('click', () => void device.rush())
button('refresh').addEventListener('click', () => void device.refresh())
button('reuse').addEventListener('click', () => void device.reuse())
const automatic = element('automatic', HTMLInputElement)
automatic.addEventListener('change', () => device.automatic(automatic.checked))
device.automatic(automatic.checked)
lose.addEventListener('change', () => device.lose(lose.checked))
device.lose(lose.checked)

show(view)
element('playground', HTMLElement).hidden = false
if (location.origin !== new URL(config.issuer).origin) {
  warn(`The server calls itself ${config.issuer}. Open this page at that address.`)
}
