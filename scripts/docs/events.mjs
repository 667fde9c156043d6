// The page of the security events, from their type.

import { code, line, page, prose, table } from './markdown.mjs'
import { describeMember } from './members.mjs'
import { docBefore, findExport, findName } from './sources.mjs'
import { linkTo, places, surface } from './surface.mjs'
import { membersOf, wordsOf } from './types.mjs'

const api = 'api/'

/** Returns the page of the security events. */
export function eventsPage() {
  const { entry } = places.get('SecurityEvent')
  const { file } = surface.find(({ name }) => name === entry)
  const [{ node, module, doc }] = findExport(file, 'SecurityEvent')
  const [common, union] = node.typeAnnotation.types
  const events = union.typeAnnotation.types.map((type, nth, all) => {
    // A docstring stands before the bar of its member. The formatter puts that of the first one before the bracket.
    const bar = nth === 0 ? union.start : module.source.indexOf('|', all[nth - 1].end)
    const [{ text }, ...members] = membersOf({ node: type, module })
    return { name: text.slice(1, -1), doc: docBefore(module, bar), members }
  })
  const undocumented = events.filter((event) => event.doc.description === '')
  if (undocumented.length > 0)
    throw new Error(`events without a docstring: ${undocumented.map(({ name }) => name).join(', ')}`)
  return page(
    'Security events',
    `The option \`events\` of \`createDeviceGrant\` receives these events. ${prose(doc.description)} The type is ${linkTo('SecurityEvent', api)}.`,
    '## Members of every event',
    membersOf({ node: common, module }).map(describeItem).join('\n'),
    '## Events',
    table(
      ['`type`', 'emitted when', 'further members'],
      events.map(({ name, doc: { description }, members }) => [
        code(name),
        line(description),
        members.map((member) => `${code(member.name)}: ${code(member.text)}`).join(', '),
      ]),
    ),
    ['EndReason', 'LimitSurface', 'LimitLane'].map((name) => {
      const [type] = findName(module, name)
      const words = wordsOf(type).filter((word) => !type.doc.description.includes(`\`${word}\`:`))
      return [
        `## ${name}`,
        prose(type.doc.description),
        words.length > 0 && `The words are ${words.map(code).join(', ')}.`,
      ]
    }),
  )
}

function describeItem(member) {
  return describeMember(member, { from: api })
}
