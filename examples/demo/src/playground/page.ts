import { readFileSync } from 'node:fs'
import type { HttpResponse } from '@devicegrant/core/adapters'
import type { PlaygroundConfig } from './config.js'

/** The page and its files may load from their own origin only. No page can frame them. */
const guards = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const

const page = readFileSync(new URL('../../src/playground/assets/page.html', import.meta.url), 'utf8')

/** Returns the page of the playground. */
export function pageResponse(config: PlaygroundConfig, headers: HttpResponse['headers'] = {}): HttpResponse {
  const values: Readonly<Record<string, string>> = {
    path: config.path,
    issuer: config.issuer,
    username: config.account.username,
    password: config.account.password,
    config: JSON.stringify(config),
  }
  const body = page.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escapeHtml(values[name] ?? ''))
  return {
    status: 200,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', ...guards, ...headers },
    body,
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const media: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

/** Returns the response with a file of the page. */
export function fileResponse(name: string, body: string): HttpResponse {
  const type = media[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain; charset=utf-8'
  return { status: 200, headers: { 'Content-Type': type, 'Cache-Control': 'no-cache', ...guards }, body }
}
