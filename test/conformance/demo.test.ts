// @module-tag thorough
import type { AuditReport } from '@devicegrant/conformance'
import { afterAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../packages/cli/test-support/cli.js'
import { type RunningDemo, startDemo } from '../support/demo-process.js'

// The command as a process, at the demo as a process, over sockets and on the clock of the system. The polls wait for about half a minute.

const demos: RunningDemo[] = []
afterAll(() => Promise.all(demos.map((demo) => demo.stop('SIGTERM'))))

async function audited(framework: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const demo = await startDemo({ FRAMEWORK: framework })
  demos.push(demo)
  const common = [
    '--other-client-id',
    'demo-tv',
    '--scope',
    'read offline_access',
    '--pace',
    '0',
    '--wait',
    '0',
    '--json',
  ]
  const person = ['--approve', 'test/conformance/approve-demo.mjs']
  const { code, stdout, stderr } = await runProgram(['audit', demo.address, ...words, ...common, ...person], env)
  const report: AuditReport = JSON.parse(stdout)
  const failed = report.results.filter(({ outcome }) => ['failed', 'unclear'].includes(outcome)).map(({ id }) => id)
  return { code, stderr, failed, passed: report.summary.MUST.passed }
}

describe.concurrent('devicegrant audit, at the demo', () => {
  it.each(['express', 'koa', 'node'])('finds no fault on %s with a public client', async (framework) => {
    const { passed, ...rest } = await audited(framework, ['--client-id', 'demo-cli'])
    expect(rest).toEqual({ code: 0, stderr: '', failed: [] })
    expect(passed).toBeGreaterThan(80)
  })

  it('finds one fault with a client that has a secret', async () => {
    const words = ['--client-id', 'demo-backend', '--client-secret-env', 'BACKEND_SECRET']
    const { passed, ...rest } = await audited('express', words, { BACKEND_SECRET: 'demo-backend-secret' })
    expect(rest).toEqual({ code: 1, stderr: '', failed: ['client-two-methods'] })
    expect(passed).toBeGreaterThan(90)
  })
})
