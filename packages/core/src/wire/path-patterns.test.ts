import { describe, expect, it } from 'vitest'
import { createPathPatterns, isPattern, parametersOfPath, shapeOfPath } from './path-patterns.js'

describe('a pattern', () => {
  const find = createPathPatterns([
    ['/pins/{id}', 'pin'],
    ['/{tenant}/token/{step}', 'step'],
    ['/pins/{later}', 'never'],
  ])

  it.each([
    ['/pins/7', 'pin', { id: '7' }],
    ['/pins/%C3%A9', 'pin', { id: '\u00E9' }],
    ['/pins/a%2Fb', 'pin', { id: 'a/b' }],
    ['/a/token/b', 'step', { tenant: 'a', step: 'b' }],
    ['/__proto__/token/b', 'step', { tenant: '__proto__', step: 'b' }],
  ])('matches %s', (path, value, parameters) => {
    const match = find(path)
    expect(match?.value).toBe(value)
    expect({ ...match?.parameters }).toEqual(parameters)
  })

  it.each(['/pins', '/pins/', '/pins/a/', '/pins//a', 'pins/a', '/Pins/a', '/pins/%', '/pins/%FF', '//token/b', ''])(
    'does not match %j',
    (path) => {
      expect(find(path)).toBe(undefined)
    },
  )

  it('takes a segment of at most 200 characters', () => {
    expect(find(`/pins/${'a'.repeat(200)}`)?.value).toBe('pin')
    expect(find(`/pins/${'a'.repeat(201)}`)).toBe(undefined)
  })
})

it('knows its names, and has the shape of every pattern that matches the same paths', () => {
  expect([isPattern('/pins/{id}'), isPattern('/pins'), isPattern('/pins/x{id}')]).toEqual([true, false, false])
  expect(parametersOfPath('/{tenant}/token/{step}')).toEqual(['tenant', 'step'])
  expect(shapeOfPath('/pins/{id}')).toBe(shapeOfPath('/pins/{pin}'))
  expect(shapeOfPath('/pins/{id}')).not.toBe(shapeOfPath('/pins/id'))
})
