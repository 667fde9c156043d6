import { describe, expect, it } from 'vitest'
import { languagesOf } from '../language/languages.js'
import { codePage } from './code-page.js'
import { confirmPage } from './confirm-page.js'
import { linkedPage } from './linked-page.js'
import { messagePage } from './message-page.js'
import type { Look } from './models.js'
import { resultPage } from './result-page.js'
import { signInPage } from './sign-in-page.js'

// Every page in every language, with names and values that a stranger has chosen.

const stranger = '<b>x</b>{name}'
const shown = '&lt;b&gt;x&lt;/b&gt;{name}'

function pagesIn(look: Look): readonly string[] {
  const signOut = { action: '/device/sign-out', csrf: 'token' }
  const code = { userCode: 'WDJB-MJHT' }
  const moment = { iso: '2026-05-04T10:00:00Z', ago: 'recently' }
  const requester = { ip: stranger, userAgent: stranger, label: stranger }
  const scopes = [{ value: stranger, description: stranger }, { value: stranger }]
  const client = { clientName: stranger, scopes, requester }
  const request = {
    look,
    action: '/device',
    code,
    username: stranger,
    resources: [stranger],
    ticket: 't',
    signOut,
    ...client,
  }
  const device = { id: 'grant-1', linkedAt: moment, lastUsedAt: moment, ...client }
  const frame = { look, action: '/device/linked', start: '/device', csrf: 'token' }
  return [
    codePage({ look, action: '/device', typed: stranger, error: look.texts.codeInvalid, signOut }),
    signInPage({ look, action: '/device/sign-in', code, csrf: 'token', username: stranger }),
    confirmPage({ ...request, clientVerified: true, requestedAt: moment }),
    confirmPage({
      ...request,
      clientVerified: false,
      requestedAt: moment,
      ticked: [],
      error: look.texts.nothingTicked,
    }),
    linkedPage({
      ...frame,
      devices: [
        { ...device, clientVerified: true },
        { ...device, clientVerified: false },
      ],
      next: '/n',
    }),
    linkedPage(frame),
    resultPage({ look, status: 'approved', linked: '/device/linked' }),
    resultPage({ look, status: 'denied' }),
    messagePage({ look, title: look.texts.challengeTitle, message: look.texts.challenge }),
  ]
}

const { all } = languagesOf({ language: 'en', messages: {}, translations: {} })

describe.each(all)('the pages in $tag', ({ tag, direction, texts }) => {
  const pages = pagesIn({ serviceName: stranger, language: tag, direction, texts })

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
    const english = pagesIn({ serviceName: stranger, language: 'en', direction: 'ltr', texts: all[0]?.texts ?? texts })
    const textsOf = (page: string) =>
      new Set([...page.slice(page.indexOf('<body>')).matchAll(/>([^<>]*\p{L}{3}[^<>]*)</gu)].map(([, text]) => text))
    const known = ['WDJB-MJHT', 'recently']
    for (const [index, page] of pages.entries()) {
      const common = [...textsOf(page)].filter(
        (text = '') => textsOf(english[index] ?? '').has(text) && !known.includes(text),
      )
      expect(common.filter((text = '') => !text.includes('&lt;b&gt;'))).toEqual([])
    }
  })
})
