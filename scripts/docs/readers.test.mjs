import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readDocstring } from './docstring.mjs'
import { checkFunctions, explore, transitionsOf } from './exploration.mjs'
import { createAnchors, prose, table } from './markdown.mjs'
import { readModule } from './sources.mjs'
import { membersOf } from './types.mjs'

const directory = mkdtempSync(join(tmpdir(), 'devicegrant-docs-'))
afterAll(() => rmSync(directory, { recursive: true }))

let files = 0
/** Returns the members of the type `Options` in this source. */
function optionsIn(source) {
  const file = join(directory, `${files++}.ts`)
  writeFileSync(file, source)
  const module = readModule(file)
  const [{ node }] = module.declarations.get('Options')
  return membersOf({ node, module })
}

describe('the reader of docstrings', () => {
  it('reads the description and every tag', () => {
    const doc = readDocstring(`*
 * Does it. See \`@devicegrant/core\`.
 *
 * @param name - what it is
 * @defaultValue 1 second
 * @throws {TypeError} If it is wrong.
 * @throws RangeError if it is too long.
 * @example
 * \`\`\`ts
 * doIt()
 * \`\`\`
 `)
    expect(doc).toEqual({
      description: 'Does it. See `@devicegrant/core`.',
      params: [{ name: 'name', description: 'what it is' }],
      defaultValue: '1 second',
      throws: ['`TypeError`: If it is wrong.', '`RangeError` if it is too long.'],
      examples: ['```ts\ndoIt()\n```'],
    })
  })

  it('reads a tag at the end of a line', () => {
    expect(readDocstring('* The time. @defaultValue 1 second ')).toMatchObject({
      description: 'The time.',
      defaultValue: '1 second',
    })
  })
})

describe('the reader of types', () => {
  const policy = 'interface Policy { /** How long. */ readonly lifetime: number; readonly interval?: number }\n'

  it.each([
    ['an interface', 'interface Options extends Policy { secret: string }', ['lifetime', 'interval?', 'secret']],
    ['Partial', 'type Options = Partial<Policy>', ['lifetime?', 'interval?']],
    ['Required', 'type Options = Required<Policy>', ['lifetime', 'interval']],
    ['Omit', "type Options = Omit<Policy, 'lifetime'>", ['interval?']],
    ['Omit of the names of a type', 'type Options = Omit<Policy & { a: 1 }, keyof Policy>', ['a']],
    ['Pick', "type Options = Pick<Policy, 'lifetime'>", ['lifetime']],
    ['an intersection', 'type Options = { a?: 1 } & { b: 2 }', ['a?', 'b']],
    ['a mapped type', 'type Options = { [Name in keyof Policy]?: Partial<Policy[Name]> }', ['lifetime?', 'interval?']],
  ])('reads %s', (_, source, names) => {
    const members = optionsIn(policy + source)
    expect(members.map(({ name, optional }) => name + (optional ? '?' : ''))).toEqual(names)
  })

  it('keeps what is said about a member', () => {
    expect(optionsIn(`${policy}type Options = Partial<Policy>`)[0].doc.description).toBe('How long.')
  })

  it.each([
    'type Options = string',
    'type Options = Wide<{ a: 1 }>\ntype Wide<T> = T | undefined',
    'type Options = 1 | 2',
  ])('says that it cannot read %s', (source) => {
    expect(optionsIn(source)).toBeUndefined()
  })
})

describe('the exploration of a machine', () => {
  const inputs = [
    { text: 'up', run: ({ record }) => ({ next: { record: (record + 1) % 3 } }) },
    { text: 'look', run: ({ record }) => (record === 2 ? undefined : { verdict: record }) },
  ]
  const explored = explore({ state: '0', record: 0 }, inputs, ({ record }) => String(record))

  it('finds every state, and tries every input there', () => {
    expect(explored.states).toEqual(['0', '1', '2'])
    expect(explored.steps).toHaveLength(5)
  })

  it('draws what changes something', () => {
    expect(transitionsOf(explored).map(({ from, to }) => from + to)).toEqual(['01', '12', '20'])
  })

  it('refuses a machine with another function than those that it draws', () => {
    const machine = [{ claim() {}, limit: 1 }]
    expect(() => checkFunctions(machine, ['claim'])).not.toThrow()
    expect(() => checkFunctions(machine, [])).toThrow('differ in these functions: claim')
    expect(() => checkFunctions(machine, ['claim', 'release'])).toThrow('differ in these functions: release')
  })
})

describe('Markdown', () => {
  it('has no HTML outside of code', () => {
    expect(prose('a <b> and `<c>`, {@link Client}')).toBe('a &lt;b> and `<c>`, `Client`')
  })

  it('keeps a bar inside a cell', () => {
    expect(table(['type'], [['`a | b`']])).toBe('| type |\n| --- |\n| `a \\| b` |')
  })

  it('counts headings with the same text', () => {
    const anchorOf = createAnchors()
    expect([anchorOf('Some `text`'), anchorOf('Some text')]).toEqual(['some-text', 'some-text-1'])
  })
})
