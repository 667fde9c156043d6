import { expect, test } from 'vitest'
import { isHttpsUrl, isImageUrl, isOwnPath } from './urls.js'

const png = 'data:image/png;base64,iVBORw0KGgo='

test.each([
  'https://cdn.example.com/logo.svg',
  'https://cdn.example.com:8443/logo.svg?v=2#mark',
  png,
  'data:image/svg+xml,%3Csvg/%3E',
  `data:image/png;base64,${'A'.repeat(90_000)}`,
])('%.40s is the URL of an image', (url) => expect(isImageUrl(url)).toBe(true))

test.each([
  'http://cdn.example.com/logo.svg',
  'https://user:password@cdn.example.com/logo.svg',
  'https:///cdn.example.com/logo.svg',
  'https:\\\\cdn.example.com',
  'https://cdn.example.com/a logo.svg',
  "https://cdn.example.com/\n; script-src 'self'",
  `https://cdn.example.com/${'a'.repeat(2_048)}`,
  'https://',
  'https://[',
  'https://*/logo.svg',
  'https://*.example.com/logo.svg',
  'https://a;script-src/logo.svg',
  'https://a,b/logo.svg',
  "https://'self'/logo.svg",
  '/logo.svg',
  'logo.svg',
  '',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:image/svg+xml',
  ' data:image/png;base64,iVBORw0KGgo=',
  'data:image/svg+xml,<svg >',
  `data:image/png;base64,${'A'.repeat(100_000)}`,
  7,
  undefined,
])('%.40s is not', (url) => expect(isImageUrl(url)).toBe(false))

test.each(['/', '/help', '/help?topic=devices#codes', '/a//b'])('%s is a path on the own origin', (path) => {
  expect(isOwnPath(path)).toBe(true)
  expect(new URL(path, 'https://example.com').origin).toBe('https://example.com')
})

test.each(['//evil.example', '/\\evil.example', '/\t/evil.example', 'help', 'https://example.com/', '', null])(
  '%j is not',
  (path) => expect(isOwnPath(path)).toBe(false),
)

test('an https link may not be data', () => {
  expect(isHttpsUrl('https://example.com/help')).toBe(true)
  expect(isHttpsUrl(png)).toBe(false)
})
