// The page of the state machines and its diagrams.

import { exploreAuthorization } from './authorization-machine.mjs'
import { diagramOf } from './diagram.mjs'
import { transitionsOf } from './exploration.mjs'
import { exploreFamily } from './family-machine.mjs'
import { code, page, table } from './markdown.mjs'
import { findExport } from './sources.mjs'
import { places, surface } from './surface.mjs'
import { wordsOf } from './types.mjs'

/** Returns the page and its pictures, by their file. `machine` has the modules of core's machine. */
export async function machinePages(machine) {
  const authorization = exploreAuthorization(machine)
  const family = exploreFamily(machine, endReasons())
  const pictures = {
    'authorization.svg': await diagramOf(authorization, {
      title: 'The states of a device authorization',
      below: (state) => pollIn(authorization, state),
    }),
    'token-family.svg': await diagramOf(family, { title: 'The states of a token family' }),
  }
  return new Map([...Object.entries(pictures), ['state-machine.md', pageOf(authorization, family)]])
}

function pageOf(authorization, family) {
  return page(
    'State machine',
    'The state machine of a device authorization, and that of a token family. Both pictures and all tables are made by a program that ' +
      'calls the functions of `packages/core/src/machine` with every input in every state, under the default policy. So they show what ' +
      'the code does.',
    '## A device authorization',
    '![The states of a device authorization, and what leads from one to another](authorization.svg)',
    'The second line of a state is the verdict on a poll there. A store keeps four statuses: pending, approved, denied and redeemed. ' +
      'The other states follow from the clock and from the members of the record.',
    '### What changes a device authorization',
    transitionTable(authorization),
    'A failed redemption is released only by its own request, or by its process. The service claims, withdraws, completes, settles and ' +
      'releases a record after the verdict on a poll, never before.',
    '### What each request hears',
    'The verdict of the machine on each request in each state. "Another ticket" is a second session, or a second look-up of the code.',
    verdictTable(authorization),
    '## A token family',
    '![The states of a token family, and what leads from one to another](token-family.svg)',
    'A family is the record of the tokens of one grant. Its store keeps two statuses: live and ended. A family is unused when none of its ' +
      'tokens can be valid any more.',
    '### What changes a token family',
    transitionTable(family),
    'The words in the picture are the reasons of the event `grantEnded`; the page of [security events](events.md#endreason) explains them.',
    '### What each refresh token hears',
    'The verdict on a refresh token, by the state of its family. After `reused` the family ends.',
    verdictTable(family),
  )
}

function endReasons() {
  const { entry } = places.get('EndReason')
  const { file } = surface.find(({ name }) => name === entry)
  return wordsOf(findExport(file, 'EndReason')[0])
}

function pollIn({ steps }, state) {
  const step = steps.find(({ from, input }) => from === state && input.text === 'the device polls')
  return step && `poll: ${step.verdict}`
}

function transitionTable(exploration) {
  const rows = transitionsOf(exploration).map(({ from, text, input, to }) => [
    from === 'none' ? '' : from,
    text,
    input.name === 'time' ? 'the clock' : code(input.name),
    from === to ? 'the same' : to,
  ])
  return table(['from', 'what happens', 'function', 'to'], rows)
}

function verdictTable({ states, steps }) {
  const asked = steps.filter(({ input }) => input.isAsked)
  const inputs = [...new Set(asked.map(({ input }) => input.text))]
  const rows = states.map((state) => [
    state === 'none' ? 'no record' : state,
    ...inputs.map((text) => {
      const step = asked.find(({ from, input }) => from === state && input.text === text)
      return step === undefined ? '' : code(step.verdict)
    }),
  ])
  return table(['state', ...inputs], rows)
}
