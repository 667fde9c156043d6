import { expect, it } from 'vitest'
import { messageOf, placeOf } from './describe-fault.js'

const here = process.cwd()

it.each<[string, string | undefined]>([
  [`Error: x\n    at connect (file://${here}/src/db.mjs:3:9)\n    at file://${here}/grant.mjs:1:1`, 'src/db.mjs:3:9'],
  [`Error: x\n    at Object.<anonymous> (${here}/grant.cjs:2:7)`, 'grant.cjs:2:7'],
  [`Error: x\n    at file://${here}/grant.mjs:1:28`, 'grant.mjs:1:28'],
  [`Error: x\n    at async file:///elsewhere/grant.mjs:4:5`, '/elsewhere/grant.mjs:4:5'],
  [`${here}/bad.cjs:2\nfoo bar\n    ^^^\n\nSyntaxError: x\n    at wrapSafe (node:internal/x:1:1)`, 'bad.cjs:2'],
  [
    `Error: x\n    at query (file://${here}/node_modules/pg/index.js:1:1)\n    at main (file://${here}/a.mjs:9:1)`,
    'a.mjs:9:1',
  ],
  ['Error: cannot read /run/secrets/key:7\n    at node:fs:1:1', undefined],
  ['Error: x', undefined],
])('the place of %j is %j', (stack, expected) => {
  expect(placeOf(stack)).toBe(expected)
})

it('has no place without a stack', () => {
  expect(placeOf(undefined)).toBeUndefined()
})

it.each<[unknown, string]>([
  [new Error('outer', { cause: new Error('inner') }), 'outer: inner'],
  [Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [new RangeError(), 'RangeError'],
  ['text', 'a value that is no Error was thrown: string'],
])('the message of %o is %j', (fault, expected) => {
  expect(messageOf(fault)).toBe(expected)
})
