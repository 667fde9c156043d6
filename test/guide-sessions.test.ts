// @module-tag thorough
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningDemo, startDemo } from './support/demo-process.js'
import { type Members, membersIn } from './support/json.js'

// The shell sessions of the guide, against the demo: every command as it stands there, with real values for its `…`.

interface Step {
  readonly command: string
  /** The response that the document shows, if it shows one. Its values may be `…`. */
  readonly shown: string | undefined
}

/** Returns the commands of the sessions of a document, and what it shows below each of them. */
function stepsOf(document: string): readonly Step[] {
  const text = readFileSync(fileURLToPath(new URL(`../docs/guide/${document}`, import.meta.url)), 'utf8')
  const sessions = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, session = '']) => session)
  const lines = sessions
    .join('')
    .replace(/\\\n\s*/g, '')
    .split('\n')
  return lines.flatMap((command, index) => {
    if (!command.startsWith('curl ')) return []
    return [{ command, shown: /^# (\{.*?\})( |$)/.exec(lines[index + 1] ?? '')?.[1] }]
  })
}

let demo: RunningDemo
beforeAll(async () => {
  demo = await startDemo()
})
afterAll(() => demo.stop('SIGTERM'))

/** Runs a command with these values in place of the ones that the document cannot know. */
function run(command: string, values: Readonly<Record<string, string>>): Promise<Members> {
  let script = command.replaceAll('http://127.0.0.1:3000', demo.address).replace('curl ', 'curl --silent ')
  for (const [name, value] of Object.entries(values)) {
    script = script.replace(new RegExp(`"${name}":"[^"]*"`), `"${name}":"${value}"`)
  }
  const env = { PATH: process.env['PATH'], TOKEN: values['TOKEN'] }
  return new Promise((resolve, reject) => {
    execFile('bash', ['-c', script], { env }, (error, stdout) => {
      if (error === null) resolve(membersIn(stdout))
      else reject(error)
    })
  })
}

/** The names of the members that a document shows. */
const namesIn = (shown: string): readonly string[] =>
  Object.keys(membersIn(shown.replaceAll('{…}', '{}').replaceAll('…', '')))

it('works in the guide as it is written: a person approves by JSON, and unlinks the device', async () => {
  const values: Record<string, string> = {}
  const steps = [...stepsOf('sign-in-and-approval.md'), ...stepsOf('ending-grants.md')]
  expect(steps.map(({ command }) => /http:\S+?\d(\/[\w/]+)/.exec(command)?.[1])).toEqual([
    '/device_authorization',
    '/login',
    '/device/lookup',
    '/device/decision',
    '/device/linked/list',
    '/device/linked/end',
  ])
  let deviceCode = ''
  for (const { command, shown } of steps) {
    const response = await run(command, values)
    expect(response).not.toHaveProperty('error')
    if (shown !== undefined) expect(Object.keys(response)).toEqual(expect.arrayContaining([...namesIn(shown)]))

    if (response['device_code'] !== undefined) deviceCode = String(response['device_code'])
    for (const name of ['user_code', 'ticket']) {
      if (response[name] !== undefined) values[name] = String(response[name])
    }
    if (response['access_token'] !== undefined) values['TOKEN'] = String(response['access_token'])
    if (response['status'] === 'approved') await redeem(deviceCode)
    if (Array.isArray(response['devices'])) {
      values['id'] = response['devices'].find(({ client }) => client.name !== 'This site')?.id
    }
  }
})

/** Polls once, as the device does after the approval, so that it is linked. */
async function redeem(deviceCode: string): Promise<void> {
  const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
  const body = new URLSearchParams({ grant_type: grantType, client_id: 'demo-cli', device_code: deviceCode })
  const response = await fetch(`${demo.address}/token`, { method: 'POST', body })
  expect(response.status).toBe(200)
}
