import { describe, expect, it } from 'vitest'
import { pageLook } from '../../../test-support/page-look.js'
import { languagesOf } from '../language/languages.js'
import { codePage } from './code-page.js'
import { confirmPage } from './confirm-page.js'
import { formOf } from './forms.js'
import { linkedPage } from './linked-page.js'
import type { PageLook } from './look.js'
import { messagePage } from './message-page.js'
import { resultPage } from './result-page.js'
import { signInPage } from './sign-in-page.js'
import { unlinkedPage, unlinkPage } from './unlink-page.js'

// Every page in every language, with names and values that a stranger has chosen.

const stranger = '<b>x</b>{name}'
const shown = '&lt;b&gt;x&lt;/b&gt;{name}'

function pagesIn(changes: Partial<PageLook>): readonly string[] {
  const look = pageLook({ serviceName: stranger, ...changes })
  const form = formOf('/device', { csrf: 'token' })
  const moment = { iso: '2026-05-04T10:00:00Z', ago: 'recently' }
  const requester = { ip: stranger, location: stranger, userAgent: stranger, label: stranger }
  const scopes = [{ value: stranger, description: stranger }, { value: stranger }]
  const client = { clientName: stranger, scopes, requester }
  const request = {
    kind: 'confirm',
    look,
    form,
    userCode: 'WDJB-MJHT',
    username: stranger,
    resources: [stranger],
    requestedAt: moment,
    signOut: form,
    ...client,
  } as const
  const device = { unlink: '/unlink', linkedAt: moment, lastUsedAt: moment, ...client }
  const linked = { kind: 'linked', look, start: '/device', unlinkAll: '/unlink' } as const
  const unlink = { kind: 'unlink', look, form, back: '/device/linked' } as const
  const { texts } = look
  const { serviceName: _, ...unnamed } = look
  const devices = [
    { ...device, clientVerified: true },
    { ...device, clientVerified: false },
  ]
  return [
    codePage({
      kind: 'code',
      look,
      form,
      example: 'WDJB-MJHT',
      typed: stranger,
      error: texts.codeInvalid,
      signOut: form,
    }),
    signInPage({ kind: 'signIn', look, form, leadsTo: 'request', userCode: 'WDJB-MJHT', username: stranger }),
    signInPage({ kind: 'signIn', look, form, leadsTo: 'linked' }),
    confirmPage({ ...request, clientVerified: true }),
    confirmPage({ ...request, look: unnamed, clientVerified: true }),
    confirmPage({ ...request, clientVerified: false, ticked: [], error: texts.nothingTicked }),
    linkedPage({ ...linked, username: stranger, devices, next: '/n' }),
    linkedPage(linked),
    unlinkPage({ ...unlink, what: 'device', device: { ...device, clientVerified: true } }),
    unlinkPage({ ...unlink, what: 'device' }),
    unlinkPage({ ...unlink, what: 'everything' }),
    unlinkPage({ ...unlink, what: 'everything', keepsSessions: true }),
    unlinkedPage({ kind: 'unlinked', look, device: { ...device, clientVerified: false }, back: '/device/linked' }),
    resultPage({ kind: 'result', look, status: 'approved', linked: '/device/linked' }),
    resultPage({ kind: 'result', look, status: 'denied' }),
    resultPage({ kind: 'result', look, status: 'denied', earlierGrant: 'kept' }),
    resultPage({ kind: 'result', look, status: 'denied', reported: true, earlierGrant: 'ended' }),
    messagePage({ kind: 'message', look, title: texts.challengeTitle, message: texts.challenge }),
    messagePage({ kind: 'message', look, title: texts.notMeReplacedTitle, message: texts.notMeReplaced }),
  ]
}

const { all } = languagesOf({})

describe.each(all)('the pages in $tag', ({ tag, direction, texts }) => {
  const pages = pagesIn({ language: tag, direction, texts, helpUrl: '/help', privacyUrl: '/privacy' })

  it('have their language and its direction', () => {
    for (const page of pages) expect(page).toContain(`<html lang="${tag}" dir="${direction}">`)
  })

  it('leave no placeholder, and escape and isolate each value', () => {
    for (const page of pages) {
      const body = page.slice(page.indexOf('<body>'))
      expect(body.replaceAll(shown, '')).not.toMatch(/\{\w+\}|<b>/)
      const values = body.replace(/value="[^"]*"/g, '').matchAll(/(<[^<>]*>)&lt;b&gt;/g)
      for (const [, tagBefore] of values) expect(tagBefore).toMatch(/^<bdi\b|dir="(auto|ltr)"/)
    }
  })

  it('have only their own texts: no English in another language', () => {
    if (tag === 'en') return
    const english = pagesIn({ helpUrl: '/help', privacyUrl: '/privacy' })
    const textsOf = (page: string) =>
      new Set([...page.slice(page.indexOf('<body>')).matchAll(/>([^<>]*\p{L}{3}[^<>]*)</gu)].map(([, text]) => text))
    const known = ['WDJB-MJHT', 'recently', 'example.com/device']
    for (const [index, page] of pages.entries()) {
      const common = [...textsOf(page)].filter(
        (text = '') => textsOf(english[index] ?? '').has(text) && !known.includes(text),
      )
      expect(common.filter((text = '') => !text.includes('&lt;b&gt;'))).toEqual([])
    }
  })
})
