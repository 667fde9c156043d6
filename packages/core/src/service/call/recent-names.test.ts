import { expect, it } from 'vitest'
import { createRecentNames } from './recent-names.js'

it('recent names are remembered until they are deleted, or until there are too many newer ones', () => {
  const names = createRecentNames(3)
  for (const name of ['a', 'b', 'c', 'c', 'd']) names.add(name)
  const known = () => ['a', 'b', 'c', 'd', 'e'].filter(names.has)
  expect(known()).toEqual(['b', 'c', 'd'])
  names.delete('c')
  names.add('e')
  expect(known()).toEqual(['b', 'd', 'e'])
})

it('recent names are 10 000 by default', () => {
  const names = createRecentNames()
  for (let nth = 0; nth <= 10_000; nth++) names.add(String(nth))
  expect(['0', '1', '10000'].filter(names.has)).toEqual(['1', '10000'])
})
