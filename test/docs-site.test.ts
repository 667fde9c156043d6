// @module-tag thorough
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, posix } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type HTMLElement, parse } from 'node-html-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPages, linkOf, pageOf, root } from '../docs/.vitepress/pages.js'
import { buildSite } from './support/docs-site.js'

interface Page {
  readonly html: HTMLElement
  readonly ids: ReadonlySet<string>
}

let folder: string
const pages = new Map<string, Page>()
/** The paths of all pages that the repository has. */
const expected = findPages().map((file) => `/${pageOf(file)?.replace(/\.md$/, '.html')}`)

beforeAll(async () => {
  folder = await buildSite()
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.html')) continue
    const html = parse(readFileSync(join(folder, file), 'utf8'))
    const ids = new Set(html.querySelectorAll('[id]').map(({ id }) => id))
    pages.set(`/${file.replaceAll('\\', '/')}`, { html, ids })
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isElsewhere = (url: string) => /^([a-z][a-z0-9+.-]*:)?\/\//i.test(url)

/** Returns the path and the anchor that a link of a page leads to, or `undefined` if it leaves the site. */
function targetOf(from: string, href: string): { readonly path: string; readonly anchor: string } | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || isElsewhere(href)) return undefined
  const [path = '', anchor = ''] = href.split('#')
  const to = path === '' ? from : posix.resolve(posix.dirname(from), decodeURIComponent(path))
  return { path: path.endsWith('/') ? posix.join(to, 'index.html') : to, anchor: decodeURIComponent(anchor) }
}

function linksOf(path: string, selector: string): readonly string[] {
  const links = pages.get(path)?.html.querySelectorAll(selector) ?? []
  return links.flatMap((link) => link.getAttribute('href') ?? [])
}

function deadLinksOf(path: string): readonly string[] {
  return linksOf(path, 'a[href]').flatMap((href) => {
    const target = targetOf(path, href)
    if (target === undefined) return []
    const page = pages.get(target.path)
    const leads = page !== undefined && (target.anchor === '' || page.ids.has(target.anchor))
    return leads ? [] : [`${path}: ${href}`]
  })
}

/** The pages that a reader can reach from a page. */
function reachableFrom(start: string): ReadonlySet<string> {
  const seen = new Set([start])
  for (const path of seen) {
    for (const href of linksOf(path, 'a[href]')) {
      const target = targetOf(path, href)
      if (target !== undefined && pages.has(target.path)) seen.add(target.path)
    }
  }
  return seen
}

describe('the site of the documents', () => {
  it('has a page for every document', () => {
    expect(expected.length).toBeGreaterThan(80)
    expect(expected.filter((path) => !pages.has(path))).toEqual([])
  })

  it('has no link and no anchor that leads nowhere', () => {
    expect([...pages.keys()].filter((path) => path !== '/404.html').flatMap(deadLinksOf)).toEqual([])
  })

  it('leads from its first page to every other page', () => {
    const reached = reachableFrom('/index.html')
    expect(expected.filter((path) => !reached.has(path))).toEqual([])
  })

  it('has a way on from every page, beside the menus', () => {
    const stuck = expected.filter((path) => {
      const targets = linksOf(path, 'main a[href], .VPDocFooter a[href], .VPHome a[href]').map(
        (href) => targetOf(path, href)?.path,
      )
      return !targets.some((target) => target !== undefined && target !== path)
    })
    expect(stuck).toEqual([])
  })

  it('finds every page in its search index', () => {
    const chunks = join(folder, 'assets/chunks')
    const file = readdirSync(chunks).find((name) => name.startsWith('@localSearchIndex')) ?? ''
    const index = readFileSync(join(chunks, file), 'utf8')
    const found = new Set([...index.matchAll(/"\d+":"(\/[^"#]*)/g)].map(([, path = '']) => path))
    const inIndex = (path: string) => found.has(path) || found.has(path.replace(/index\.html$/, ''))
    expect(expected.filter((path) => !inIndex(path))).toEqual([])
  })

  it('loads nothing from another host', () => {
    const loads = [...pages].flatMap(([path, { html }]) =>
      html
        .querySelectorAll('script[src], link[href], img[src], source[src], iframe[src], use[href], image[href]')
        .flatMap((element) => element.getAttribute('src') ?? element.getAttribute('href') ?? [])
        .filter(isElsewhere)
        .map((url) => `${path}: ${url}`),
    )
    const styles = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(css|html)$/.test(file))
      .filter((file) => /(@import|url\()\s*["']?(https?:)?\/\//.test(readFileSync(join(folder, file), 'utf8')))
    expect([...loads, ...styles]).toEqual([])
  })

  it('draws every diagram while it is built', () => {
    for (const file of findPages()) {
      const diagrams = readFileSync(join(root, file), 'utf8').match(/^```mermaid$/gm)?.length ?? 0
      const drawn = pages.get(`/${pageOf(file)?.replace(/\.md$/, '.html')}`)?.html.querySelectorAll('.diagram svg')
      expect({ file, drawn: drawn?.length }).toEqual({ file, drawn: diagrams })
    }
  })

  it('has a first page of at most 120 kB, compressed, with all that it needs before it can be used', () => {
    const first = pages.get('/index.html')?.html
    const files = (first?.querySelectorAll('script[src], link[href]') ?? [])
      .map((element) => element.getAttribute('src') ?? element.getAttribute('href') ?? '')
      .filter((url) => url.startsWith('/'))
    expect(files.length).toBeGreaterThan(3)
    const bytes = ['/index.html', ...files].map((file) => gzipSync(readFileSync(join(folder, file))).length)
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(120_000)
  })

  it('has no page that was left unbuilt', () => {
    expect(existsSync(join(folder, '404.html'))).toBe(true)
    expect([...pages.keys()].filter((path) => path !== '/404.html' && !expected.includes(path))).toEqual([])
  })
})

describe('a link of a document on the site', () => {
  it.each([
    ['docs/guide/tokens.md', 'getting-started.md', '/guide/getting-started.md'],
    ['docs/guide/tokens.md', '../dialects/README.md#serve-one', '/dialects/index.md#serve-one'],
    ['docs/architecture.md', 'decisions', '/decisions/index.md'],
    ['CONTRIBUTING.md', 'docs/architecture.md', '/architecture.md'],
    ['docs/runtimes.md', '../packages/core/README.md', '/packages/core.md'],
    ['packages/core/README.md', '../../README.md', '/'],
    ['docs/runtimes.md', '../test/runtimes', 'https://github.com/devicegrant/devicegrant/tree/main/test/runtimes'],
    ['docs/runtimes.md', '../package.json', 'https://github.com/devicegrant/devicegrant/blob/main/package.json'],
    ['docs/runtimes.md', '#deno', '#deno'],
    ['docs/runtimes.md', 'https://example.com/a.md', 'https://example.com/a.md'],
  ])('of %s to %s leads to %s', (file, target, link) => {
    expect(linkOf(file, target)).toBe(link)
  })
})
