import { expect, it } from 'vitest'
import { fakeTerminal } from '../../test-support/cli.js'
import { progressOn } from './progress.js'

it('is one line, which a shorter text and the end cover', () => {
  const { terminal, written } = fakeTerminal({ isInteractive: true })
  const progress = progressOn(terminal)
  progress.show('1 of 2: long')
  progress.show('2 of 2')
  progress.end()
  expect(written).toEqual({ stdout: '', stderr: '\r1 of 2: long\r\r2 of 2      \r\r      \r' })
})

it('shows nothing if no person reads', () => {
  const { terminal, written } = fakeTerminal()
  const progress = progressOn(terminal)
  progress.show('1 of 2')
  progress.end()
  expect(written.stderr).toBe('')
})
