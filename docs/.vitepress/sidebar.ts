import type { DefaultTheme } from 'vitepress'
import { findPages, pageOf, titleOf } from './pages.js'

interface Group {
  readonly text: string
  /** Its pages in order. The entry `…` is the place of every other page that matches `rest`. */
  readonly pages: readonly string[]
  /** Which pages belong to the group although nothing names them, such as a new guide. */
  readonly rest?: RegExp
  readonly collapsed?: boolean
}

const guide = (...names: readonly string[]) => names.map((name) => `docs/guide/${name}.md`)
const howTo = (...names: readonly string[]) => names.map((name) => `docs/how-to/${name}.md`)

const groups: readonly Group[] = [
  { text: 'Start', pages: guide('getting-started', 'frameworks', 'endpoints', 'options') },
  {
    text: 'Guide',
    pages: [
      ...guide(
        'sign-in-and-approval',
        'page',
        'page-languages',
        'clients',
        'register-clients',
        'write-a-client',
        'tokens',
        'ending-grants',
      ),
      ...guide('redis-and-scale', 'tenants', 'realms', 'cors'),
      'docs/limits.md',
      'docs/phishing.md',
      ...guide('metrics-and-events', 'security', 'threats'),
      '…',
    ],
    rest: /^docs\/guide\//,
  },
  {
    text: 'How to',
    pages: [
      ...howTo('keep-keys-and-secrets', 'second-factor', 'judge-risk', 'openid-connect', 'bind-tokens'),
      ...howTo('tie-a-poll-to-its-device', 'ask-for-a-fresh-or-stronger-sign-in'),
      'docs/password-hashes.md',
      'docs/known-browsers.md',
      'docs/challenge.md',
      'docs/proxies.md',
      ...howTo('run-behind-nginx', 'run-in-kubernetes', 'tv-web-app'),
      'docs/runtimes.md',
      '…',
    ],
    rest: /^docs\/(how-to\/)?[\w-]+\.md$/,
  },
  { text: 'Extend', pages: ['docs/write-a-store.md', 'docs/dialects/write-a-dialect.md', ...guide('testing')] },
  { text: 'Dialects', pages: ['docs/dialects/README.md', 'docs/dialects/rfc8628.md', '…'], rest: /^docs\/dialects\// },
  {
    text: 'Reference',
    pages: [
      'docs/reference/README.md',
      'docs/reference/configuration.md',
      'docs/reference/errors.md',
      'docs/configuration-errors.md',
      'docs/warnings.md',
      'docs/reference/events.md',
      'docs/reference/state-machine.md',
      '…',
    ],
    rest: /^docs\/reference\//,
  },
  { text: 'Packages', pages: ['packages/core/README.md', '…'], rest: /^packages\//, collapsed: true },
  {
    text: 'Examples',
    pages: ['examples/README.md', 'examples/demo/README.md', '…'],
    rest: /^examples\//,
    collapsed: true,
  },
  {
    text: 'Project',
    pages: [
      'docs/architecture.md',
      'docs/conformance.md',
      'docs/benchmarks.md',
      'docs/client-benchmarks.md',
      'docs/how-far-it-goes.md',
      'CONTRIBUTING.md',
      'CONTEXT.md',
      '…',
    ],
    rest: /^[A-Z_]+\.md$/,
    collapsed: true,
  },
  { text: 'Decisions', pages: ['docs/decisions/README.md', '…'], rest: /^docs\/decisions\//, collapsed: true },
]

/** Returns the sidebar. Every page but the first one is in it: a test looks for each of them. */
export function createSidebar(): DefaultTheme.SidebarItem[] {
  const files = findPages().filter((file) => file !== 'docs/index.md')
  const named = new Set(groups.flatMap(({ pages }) => pages))
  const taken = new Set<string>()
  const others = (rest: RegExp | undefined) =>
    files.filter((file) => !named.has(file) && !taken.has(file) && rest?.test(file)).toSorted()
  return groups.flatMap(({ text, pages, rest, collapsed }) => {
    const present = pages.flatMap((page) => (page === '…' ? others(rest) : files.includes(page) ? [page] : []))
    for (const file of present) taken.add(file)
    const items = present.map((file) => ({ text: titleOf(file), link: `/${pageOf(file)}` }))
    return items.length === 0 ? [] : [{ text, items, ...(collapsed !== undefined && { collapsed }) }]
  })
}
