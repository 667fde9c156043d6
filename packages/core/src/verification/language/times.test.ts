import { expect, it } from 'vitest'
import { pageLook } from '../../../test-support/page-look.js'
import { day, minute, second } from '../../machine/time.js'
import { pageTexts } from './languages.js'
import { momentOf, waitInWords } from './times.js'

const lookIn = (language: keyof typeof pageTexts) => pageLook({ language, texts: pageTexts[language] })

const now = Date.UTC(2026, 4, 4)

it.each([
  [9 * second, 'just now', 'gerade eben'],
  [10 * second, '10 seconds ago', 'vor 10 Sekunden'],
  [61 * second, '1 minute ago', 'vor 1 Minute'],
  [59 * minute, '59 minutes ago', 'vor 59 Minuten'],
  [119 * minute, '1 hour ago', 'vor 1 Stunde'],
  [1_000 * day, '1,000 days ago', 'vor 1.000 Tagen'],
])('says that something was %i milliseconds ago: %s', (duration, english, german) => {
  expect(momentOf(now - duration, now, lookIn('en')).ago).toBe(english)
  expect(momentOf(now - duration, now, lookIn('de')).ago).toBe(german)
})

it('has the plurals of a language that has more than two', () => {
  const ago = (days: number) => momentOf(now - days * day, now, lookIn('ar')).ago
  expect(ago(1)).toBe('قبل يوم واحد')
  expect(ago(2)).toBe('قبل يومين')
  expect(ago(3)).toMatch(/^قبل . أيام$/u)
  expect(ago(11)).toMatch(/^قبل .. يومًا$/u)
})

it('has the moment itself for machines', () => {
  expect(momentOf(now - day, now, lookIn('ja')).iso).toBe('2026-05-03T00:00:00.000Z')
})

it.each([
  [0, '1 minute', '1 分'],
  [61 * second, '2 minutes', '2 分'],
  [90 * minute, '90 minutes', '90 分'],
  [91 * minute, '2 hours', '2 時間'],
])('never says too short a wait: %i milliseconds are %s', (wait, english, japanese) => {
  expect(waitInWords(wait, lookIn('en'))).toBe(english)
  expect(waitInWords(wait, lookIn('ja'))).toBe(japanese)
})
