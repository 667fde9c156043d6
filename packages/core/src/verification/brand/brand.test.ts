import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { brandedGrant } from '../../../test-support/brand.js'
import type { HttpResponse } from '../../http/message.js'
import type { PageOptions } from '../page-options.js'

const png = 'data:image/png;base64,iVBORw0KGgo='

/** Returns the policy that a page must have: its style and these sources, and nothing else. */
function policy(html: string, images = "'none'"): string {
  return [
    "default-src 'none'",
    "script-src 'none'",
    `img-src ${images}`,
    `style-src ${hashOf(html)}`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

// The hash is that of the text as a browser reads it.
function hashOf(html: string): string {
  const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style/gi)].map(([, css = '']) => css)
  expect(styles).toHaveLength(1)
  const digest = createHash('sha256').update((styles[0] ?? '').replace(/\r\n?/g, '\n'))
  return `'sha256-${digest.digest('base64')}'`
}

const policyOf = ({ headers }: HttpResponse) => headers['Content-Security-Policy']
const codePage = (page: PageOptions) => brandedGrant(page).open('/device')

describe('the Content-Security-Policy allows what is configured, and nothing else', () => {
  it.each<[string, PageOptions, string?]>([
    ['no brand', {}],
    [
      'a color, a name and links',
      { accent: '#05a', serviceName: 'A', helpUrl: '/help', privacyUrl: 'https://a.example/' },
    ],
    ['a logo on the own origin', { logo: '/logo.svg' }, "'self'"],
    [
      'a logo on another origin',
      { logo: 'https://cdn.example.com:8443/a/logo.svg?v=1' },
      'https://cdn.example.com:8443',
    ],
    ['a logo that is data', { logo: png }, 'data:'],
    [
      'two logos',
      { logo: { src: '/logo.svg', dark: 'https://cdn.example.com/d.svg' } },
      "'self' https://cdn.example.com",
    ],
    [
      'two logos of one origin',
      { logo: { src: 'https://a.example/1.svg', dark: 'https://a.example/2.svg' } },
      'https://a.example',
    ],
    ['style', { css: 'main > h1 { color: red } @import "https://evil.example/a.css";' }],
    ['style with the line breaks of Windows', { css: 'h1 {\r\n  color: red;\r}\r\n' }],
    ['style with a lone surrogate', { css: 'h1::after { content: "\uD800" }' }],
  ])('%s', async (_, page, images) => {
    const response = await codePage(page)
    expect(policyOf(response)).toBe(policy(response.body, images))
  })

  it('a redirect may load nothing', async () => {
    const response = await brandedGrant(
      { logo: '/logo.svg' },
      {
        hostSessions: { find: () => undefined, signInUrl: () => '/sign-in' },
      },
    ).open('/device/linked')
    expect(response.status).toBe(303)
    expect(policyOf(response)).toContain("img-src 'none'; style-src 'none'; form-action 'self'")
  })
})

describe('the logo', () => {
  it('takes the place of the letter, beside the name', async () => {
    const { body } = await codePage({ serviceName: 'Northwind', logo: '/logo.svg' })
    expect(body).toContain('<img class="logo" src="/logo.svg" alt="" height="32"><bdi>Northwind</bdi>')
    expect(body).not.toContain('class="mark"')
  })

  it('takes the place of the name if it has the name in it', async () => {
    const logo = { src: '/logo.svg', alt: 'North"wind', dark: '/dark.svg', width: 120 }
    const { body } = await codePage({ serviceName: 'Northwind', logo })
    expect(body).toContain(
      '<header><picture><source srcset="/dark.svg" media="(prefers-color-scheme: dark)">' +
        '<img class="logo" src="/logo.svg" alt="North&quot;wind" width="120"></picture></header>',
    )
    expect(body).toContain('<title>Enter the code – Northwind</title>')
  })

  it('cannot leave its attribute', async () => {
    const { body } = await codePage({ logo: `data:image/svg+xml,'"><script>alert(1)</script>` })
    expect(body).toContain('src="data:image/svg+xml,&#39;&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
    expect(body).not.toContain('<script')
  })
})

it('the style of the host comes last, so that it wins', async () => {
  const { body } = await codePage({ css: 'h1 { color: red }' })
  expect(body).toContain('h1 { color: red }</style>')
})

it('the links of the host stand at the foot of each page, beside the account', async () => {
  const { open, start } = brandedGrant({ helpUrl: '/help?a=1&b=2', privacyUrl: 'https://a.example/privacy' })
  for (const { body } of [await open('/device'), await open('/device/confirm', `user_code=${await start()}`)]) {
    expect(body).toContain('<a href="/help?a=1&amp;b=2">Help</a>\n<a href="https://a.example/privacy">Privacy</a>')
  }
})

it('a page without a name shows the address that devices show', async () => {
  const { open, start } = brandedGrant({}, { baseUrl: 'https://example.com/auth' })
  const { body } = await open('/device')
  expect(body).toContain('<title>Enter the code – Device sign-in</title>')
  expect(body).toContain(
    '<bdi>Device sign-in</bdi><span class="address" dir="ltr" translate="no">example.com/auth/device</span>',
  )
  const named = await brandedGrant({ serviceName: 'Northwind' }).open('/device')
  expect(named.body).not.toContain('class="address"')
  expect((await open('/device/confirm', `user_code=${await start()}`)).body).not.toContain('example.com has checked')
})

describe('the logo of a client', () => {
  const logoUri = 'https://logos.example/cli.png'

  it('stands beside the name of a verified client, whose origin only this page may load', async () => {
    const { host, open, start } = brandedGrant({ logo: '/logo.svg' })
    host.changeClient('fake-cli', { logoUri, verified: true })
    const response = await open('/device/confirm', `user_code=${await start()}`)
    expect(response.body).toContain(
      `<img class="client-logo" src="${logoUri}" alt="" width="32" height="32" referrerpolicy="no-referrer">`,
    )
    expect(policyOf(response)).toBe(policy(response.body, "'self' https://logos.example"))
    expect(policyOf(await open('/device'))).toBe(policy(response.body, "'self'"))
  })

  it('is not shown for a client that is not verified', async () => {
    const { host, open, start } = brandedGrant({})
    host.changeClient('fake-cli', { logoUri, verified: false })
    const response = await open('/device/confirm', `user_code=${await start()}`)
    expect(response.body).toContain('Unverified')
    expect(response.body).not.toContain('<img')
    expect(response.body).not.toContain('logos.example')
    expect(policyOf(response)).toBe(policy(response.body))
  })

  it('is an outage of the registry if it is no image', async () => {
    const { host, open, start } = brandedGrant({})
    const userCode = await start()
    host.changeClient('fake-cli', { logoUri: 'https://a;script-src/x', verified: true })
    expect((await open('/device/confirm', `user_code=${userCode}`)).status).toBe(503)
    expect(String(host.faults.at(-1)?.fault)).toContain('logoUri must be an https URL')
  })
})
