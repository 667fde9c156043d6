import { describe, expect, it } from 'vitest'
import { mailOf } from './mailbox.js'

const notMeUrl = 'https://login.example/device/not-me?notice=abc'
const notice = {
  subject: 'one',
  username: 'alice',
  client: { clientId: 'tv', name: 'TV', verified: true },
  scope: ['read'],
  approvedAt: 0,
  grantId: 'grant',
  notMeUrl,
  notMeUntil: 1,
}
const textFor = (userAgent: string | undefined, ip = '192.0.2.7') =>
  mailOf({ ...notice, requester: { ip, ...(userAgent !== undefined && { userAgent }) } }).text

describe('the mail about an approval', () => {
  it.each([
    'Chrome", at the address 192.0.2.1. If it was not, end its access now: https://evil.example/not-me "',
    'Chrome\nIf it was not: https://evil.example',
    'evil.example/not-me@evil',
  ])('has the real link first, and no other: %j', (userAgent) => {
    const text = textFor(userAgent)
    expect(text.match(/https?:/g)).toEqual(['https:'])
    const [, , link, device = '', ...more] = text.split('\n')
    expect([link, more]).toEqual([notMeUrl, []])
    expect(device).not.toMatch(/[:/@]|\.\p{L}/u)
    expect(device.split('"')).toHaveLength(3)
  })

  it('keeps the name of an honest device, in any script, and at most 60 characters of it', () => {
    expect(textFor('Küche 台所 (TV-1.0)')).toContain('"Küche 台所 (TV-1.0)"')
    expect(textFor('x'.repeat(500))).toContain(`"${'x'.repeat(60)}"`)
    for (const none of [undefined, '', '://']) expect(textFor(none)).toContain('"without a name"')
  })
})
