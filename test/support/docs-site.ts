import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Builds the site of the documents into a new folder and resolves to that folder. Rejects with what VitePress printed. */
export function buildSite(): Promise<string> {
  const cache = join(root, 'node_modules/.cache/devicegrant')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'site-'))
  const tool = join(root, 'node_modules/vitepress/bin/vitepress.js')
  // Vitest sets NODE_ENV to `test`, and Vue would then build its development version into the site.
  const env = { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' }
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [tool, 'build', 'docs', '--outDir', folder],
      { cwd: root, env },
      (error, stdout, stderr) => {
        if (error === null) resolve(folder)
        else {
          rmSync(folder, { recursive: true })
          reject(new Error(`the site could not be built:\n${stdout}${stderr}`))
        }
      },
    )
  })
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

/** Serves a folder as it is, as every file server does. */
export async function serveFolder(folder: string): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://site.example')
    const file = join(folder, decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname))
    if (!existsSync(file)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
    response.end(readFileSync(file))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
