// A subject of the benchmark: a server in a process of its own (or in several), and the load on it in another.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

// Long enough for 1 000 000 codes.
const patience = 15 * 60 * 1_000
const execArgv = ['--max-old-space-size=8192']
const serve = fileURLToPath(new URL('./servers/serve.mjs', import.meta.url))
const load = fileURLToPath(new URL('./load.mjs', import.meta.url))

/**
 * Starts the processes of a subject, and resolves when its load is prepared. With `beside`, the load is another one on the
 * servers of that subject.
 *
 * @param {{ work: string, server: string, processes?: number, ring?: number, connections?: number, isLinked?: boolean, isAwake?: boolean }} settings
 */
export async function startSubject(settings, beside) {
  const { work, server, processes = 1, ring = 1_000, connections = 32, isLinked = false, isAwake = false } = settings
  const children = []
  const start = (file, facts) => {
    const child = startChild(file, facts)
    children.push(child)
    return child
  }
  const stop = () => {
    for (const { kill } of children) kill()
  }
  try {
    const servers = beside?.servers ?? Array.from({ length: processes }, () => start(serve, settings))
    const started = beside?.started ?? (await Promise.all(servers.map(({ next }) => next())))
    const ports = started.map(({ port }) => port)
    const generator = start(load, {
      work,
      server,
      ports,
      ring,
      connections,
      isLinked,
      isAwake,
      ready: started[0].ready,
    })
    await generator.next()
    return { servers, started, stop, runWindow: (milliseconds) => runWindow(servers, generator, milliseconds) }
  } catch (fault) {
    stop()
    throw fault
  }
}

/**
 * Runs one window.
 *
 * @returns {Promise<Sample>}
 * @typedef {{ perSecond: number, cpu: number, p99: number }} Sample
 * `cpu`: microseconds of the server for one operation. `p99`: milliseconds.
 */
async function runWindow(servers, generator, milliseconds) {
  const before = await cpuOf(servers)
  const { fault, operations, lasted, p99 } = await generator.ask({ milliseconds })
  if (fault !== undefined) throw new Error(fault)
  const used = (await cpuOf(servers)) - before
  return { perSecond: (operations * 1_000) / lasted, cpu: used / operations, p99 }
}

async function cpuOf(servers) {
  const used = await Promise.all(servers.map(({ ask }) => ask('cpu')))
  return used.reduce((sum, { user, system }) => sum + user + system, 0)
}

/** Starts a process that sends one message when it is ready, and one for each question. */
function startChild(file, facts) {
  const child = fork(file, { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  // Not as an argument: many device codes are longer than a command line may be.
  child.send(facts)
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-4_000)
  })
  const next = () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(reject, failure(`did not respond in ${patience} ms`)), patience)
      const onMessage = (message) => settle(resolve, message)
      const onClose = (code, signal) => settle(reject, failure(`ended with ${code ?? signal}`))
      child.once('message', onMessage)
      child.once('close', onClose)
      function settle(done, value) {
        clearTimeout(timer)
        child.off('message', onMessage)
        child.off('close', onClose)
        done(value)
      }
    })
  const failure = (what) => new Error(`${file} ${what}\n${complaints}`)
  return {
    next,
    ask(question) {
      child.send(question)
      return next()
    },
    kill: () => child.kill('SIGKILL'),
  }
}
