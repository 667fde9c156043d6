import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The program of nginx on this machine, if there is one. */
export const nginx = ['nginx', '/usr/sbin/nginx'].find((program) => spawnSync(program, ['-v']).status === 0)

/** A running nginx. */
export interface RunningNginx {
  readonly address: string
  stop(): Promise<void>
}

/** Starts nginx with a configuration that listens on this port of the loopback address. Rejects if nginx refuses it. */
export async function startNginx(program: string, configuration: string, port: number): Promise<RunningNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'devicegrant-nginx-'))
  // Without these, nginx writes into folders of the system.
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration.replace('http {', `http {\n${places.join('\n')}`))
  const globals = `daemon off; master_process off; pid ${folder}/pid; error_log stderr;`
  const child = spawn(program, ['-p', folder, '-c', file, '-g', globals], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints += String(chunk)
  })
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const address = `http://127.0.0.1:${port}`
  const stop = async () => {
    child.kill('SIGTERM')
    await closed
    rmSync(folder, { recursive: true })
  }
  while (child.exitCode === null) {
    if (await fetch(address).catch(() => undefined)) return { address, stop }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await stop()
  throw new Error(`nginx ended with ${child.exitCode}:\n${complaints}`)
}
