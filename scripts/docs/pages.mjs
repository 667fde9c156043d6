// All generated pages of the documentation.

import { apiPages } from './api.mjs'
import { configurationPage } from './configuration.mjs'
import { errorsPage } from './errors.mjs'
import { eventsPage } from './events.mjs'
import { machinePages } from './machine.mjs'
import { page } from './markdown.mjs'

/** The folder of the pages, in the repository. */
export const folder = 'docs/reference'

/** The modules of core that the pages need, by the names that `generatePages` knows them by. */
export const modules = {
  dialects: 'dialects',
  schemas: 'schemas',
  writeResponse: 'wire/write-response',
  authorization: 'machine/authorization',
  decision: 'machine/decision',
  poll: 'machine/poll',
  redemption: 'machine/redemption',
  policy: 'machine/policy',
  tokenFamily: 'machine/families/token-family',
  refresh: 'machine/families/refresh',
}

/** Returns the text of every page, by its path below `folder`. `core` has the modules above. */
export async function generatePages(core) {
  const api = apiPages(core)
  const machine = await machinePages(core)
  return new Map([
    ['README.md', indexPage()],
    ['configuration.md', configurationPage()],
    ['errors.md', errorsPage({ dialects: core.dialects, ...core.writeResponse })],
    ['events.md', eventsPage()],
    ...machine,
    ...[...api].map(([file, text]) => [`api/${file}`, text]),
  ])
}

function indexPage() {
  return page(
    'Reference',
    'These pages are made from the sources, so they say what the code does. A test compares them with the code.',
    [
      '- [Configuration](configuration.md): every option of every function, with its type, its default and its meaning.',
      '- [API reference](api/README.md): every function, class and type of every package.',
      '- [Errors](errors.md): what each client receives, and what to do about it.',
      '- [State machine](state-machine.md): the states of a device authorization and of a token family.',
      '- [Security events](events.md): every event, with its members.',
      '- [Configuration errors](../configuration-errors.md): what a wrong option throws, and what to write.',
    ].join('\n'),
  )
}
