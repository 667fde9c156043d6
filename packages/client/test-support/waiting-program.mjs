// A command whose person never decides. With `deaf` it does not end when its signal is aborted.
import { DeviceLoginError } from '../dist/index.js'
import { createTerminal } from '../dist/terminal.js'

const isDeaf = process.argv[2] === 'deaf'
const terminal = createTerminal({ command: 'mycli login' })

await terminal.run(async (signal) => {
  await terminal.prompts.show({
    userCode: 'WDJB-MJHT',
    uri: 'http://127.0.0.1:1/device',
    expiresAt: Date.now() + 600_000,
    isNumberWanted: false,
    message: '',
  })
  await new Promise((_resolve, reject) => {
    const alive = setInterval(() => undefined, 1_000)
    if (isDeaf) return
    signal.addEventListener('abort', () => {
      clearInterval(alive)
      reject(new DeviceLoginError({ code: 'aborted' }))
    })
  })
})
const listeners = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')
process.stdout.write(`listeners left: ${listeners}\n`)
