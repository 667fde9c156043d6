import assert from 'node:assert/strict'
import { memoryTokens } from '@devicegrant/client'
import { createTerminal, exitCodes } from '@devicegrant/client/terminal'
import { createWorld } from './client.mjs'

/** Signs in with what a command line has around it, and once more with a person who denies. */
export async function runWithTerminal(address) {
  const world = createWorld(address, memoryTokens())
  const approved = await signIn(world, 'approve')
  assert.deepEqual([approved.identity?.subject, approved.exitCode], ['user-alice', undefined])
  assert.match(approved.text, /^Signed in as Alice$/m)
  const denied = await signIn(world, 'deny')
  assert.deepEqual([denied.identity, denied.exitCode], [undefined, exitCodes.denied])
  assert.match(denied.text, /The request was denied/)
  return 2
}

/** Everything but the exit code and the text is that of this process. */
async function signIn({ auth, decide }, decision) {
  let text = ''
  let userCode = ''
  const write = (more) => {
    text += more
  }
  const ending = { on: (...args) => process.on(...args), off: (...args) => process.off(...args), exitCode: undefined }
  const terminal = createTerminal({
    command: 'mycli login',
    open: false,
    surroundings: { stderr: { write }, process: ending },
  })
  const identity = await terminal.signIn({
    login: ({ show, ...options }) =>
      auth.login({
        ...options,
        async show(prompt) {
          await show(prompt)
          userCode = prompt.userCode
          await decide(decision, userCode)
        },
      }),
  })
  assert.ok(text.includes(userCode), `the terminal does not show the code: ${text}`)
  return { identity, text, exitCode: ending.exitCode }
}
