import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../prepare.mjs'
import { startServer } from './server.mjs'

// The oldest date with node:v8, which the memory store uses to read the heap limit.
const compatibility = 'compatibilityDate = "2026-04-01", compatibilityFlags = ["nodejs_compat"]'
const variables = ['DEVICEGRANT_SECRET', 'DEVICEGRANT_SIGNING_KEY']

const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "internet", network = (allow = ["local"])), (name = "main", worker = (
    modules = [(name = "worker", esModule = embed "worker.js")],
    bindings = [${variables.map((name) => `(name = "${name}", fromEnvironment = "${name}")`).join(', ')}],
    ${compatibility}))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]);
`

/** Bundles the worker of this file as a host does, and starts it. */
export async function startWorkerd({ workerd, esbuild }, { entry, env }) {
  const directory = mkdtempSync(join(tmpdir(), 'devicegrant-workerd-'))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  try {
    await esbuild.build({
      entryPoints: [join(root, entry)],
      outfile: join(directory, 'worker.js'),
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['workerd', 'worker', 'import'],
      external: ['node:*'],
      logLevel: 'warning',
    })
    writeFileSync(join(directory, 'config.capnp'), config)
    // The package is built after this script has started.
    const { generateSigningKey } = await import('../../packages/core/dist/jwt.js')
    const key = JSON.stringify(await generateSigningKey())
    const args = ['serve', join(directory, 'config.capnp'), '--control-fd=1']
    const settings = { program: workerd.program, args, env: { ...env, DEVICEGRANT_SIGNING_KEY: key } }
    const server = await startServer(settings, controlAddress)
    return {
      ...server,
      async stop() {
        await server.stop()
        remove()
      },
    }
  } catch (fault) {
    remove()
    throw fault
  }
}

function controlAddress(output) {
  const port = /"event":"listen".*"port":(\d+)/.exec(output)?.[1]
  return port && `http://127.0.0.1:${port}`
}
