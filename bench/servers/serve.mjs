// The process of a server under test: the first message has its settings. Sends its port to the parent process when it is ready,
// and the CPU time that the process has used until then for each message.
import { createServer } from 'node:http'

const settings = await new Promise((resolve) => process.once('message', resolve))
// Longer than any pause between two windows of a server.
const keepAliveTimeout = 10 * 60 * 1_000

const { open } = await import(`./${settings.server}.mjs`)
const { listener, ready = {} } = await open(settings)
const server = createServer({ keepAliveTimeout }, listener).listen(0, '127.0.0.1', () => {
  process.send?.({ port: server.address().port, ready })
})
process.on('message', () => process.send?.(process.cpuUsage()))
process.once('disconnect', () => process.exit())
