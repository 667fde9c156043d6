import { expect, it } from 'vitest'
import { createBudget, OutOfBudget } from './budget.js'

it('has an end for the text that a run keeps, so that no server fills the memory', () => {
  const budget = createBudget({ maxRequests: 1000, maxTime: 1000, now: () => 0 })
  const text = 'x'.repeat(1024 * 1024)
  for (let nth = 0; nth < 65; nth++) {
    budget.takeRequests(1)
    budget.takeText(text)
  }
  expect(() => budget.takeRequests(1)).toThrow(new OutOfBudget('the server sent more text than a run keeps'))
  expect(budget.requests).toBe(65)
})

it('sends nothing after the end of its time', () => {
  let time = 5000
  const budget = createBudget({ maxRequests: 1000, maxTime: 1000, now: () => time })
  time = 6000
  budget.takeRequests(1)
  time = 6001
  expect(() => budget.takeRequests(1)).toThrow(new OutOfBudget('the limit of 1 seconds is reached'))
})
