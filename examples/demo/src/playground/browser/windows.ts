import { create, element } from './elements.js'
import { createPhone, type PhoneEvents } from './phone.js'
import type { ServerState } from './story.js'

/** The person: a phone in this window, or the page in a second one. */
export interface Person {
  /** The device shows a code, at this address. */
  invite(address: string, userCode: string): void
  /** The server has heard from the person. */
  follow(state: ServerState): void
}

const done: Readonly<Partial<Record<ServerState, string>>> = {
  viewed: 'The person sees the request in the second window.',
  approved: '✓ Approved in the second window.',
  denied: '✕ Denied in the second window.',
}

/** Sets up the phone, and the choice of windows beside it. */
export async function createPerson(
  account: { readonly username: string; readonly password: string },
  onExchange: PhoneEvents['onExchange'],
): Promise<Person> {
  const phoneBody = element('phone', HTMLElement)
  const url = element('url', HTMLElement)
  const resting = element('resting', HTMLElement)
  const fill = element('fill', HTMLButtonElement)
  let invitation: { readonly address: string; readonly userCode: string } | undefined

  const phone = await createPhone(element('page', HTMLIFrameElement), {
    onExchange,
    onPage({ address, fields, buttons }) {
      url.textContent = address.replace(/^https?:\/\//, '')
      fill.disabled = !buttons
      fill.textContent = fields ? 'Fill in the form' : 'Go to the buttons'
    },
  })

  const usesTwo = (): boolean => document.querySelector('input[name=windows]:checked')?.getAttribute('value') === 'two'

  function show(): void {
    phoneBody.dataset['windows'] = usesTwo() ? 'two' : 'one'
    phoneBody.dataset['invited'] = String(invitation !== undefined)
    url.textContent = ''
    fill.disabled = true
    fill.textContent = usesTwo() ? 'The form is in the second window' : 'Fill in the form'
    phone.close()
    if (invitation === undefined) resting.replaceChildren(create('p', '', 'The phone waits for a code.'))
    else if (usesTwo()) resting.replaceChildren(...linkTo(invitation.address))
    else void phone.open(invitation.address)
  }

  for (const choice of document.querySelectorAll('input[name=windows]')) choice.addEventListener('change', show)
  fill.addEventListener('click', () => phone.fill({ ...account, user_code: invitation?.userCode ?? '' }))
  show()
  return {
    invite(address, userCode) {
      invitation = { address, userCode }
      show()
    },
    follow(state) {
      const text = done[state]
      const line = resting.querySelector('.small')
      if (line && text !== undefined) line.textContent = text
    },
  }
}

function linkTo(address: string): readonly HTMLElement[] {
  const link = create('a', 'go', 'Open the page in a second window')
  link.href = address
  link.target = '_blank'
  link.rel = 'noopener'
  link.addEventListener('click', (event) => {
    event.preventDefault()
    window.open(address, '_blank', 'popup,noopener,width=420,height=800')
  })
  return [
    create('p', '', 'Put the two windows side by side: what you do there shows here at once.'),
    link,
    create('p', 'small', 'Or scan the QR code, if another device can reach this server.'),
  ]
}
