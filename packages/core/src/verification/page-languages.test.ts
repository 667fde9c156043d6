import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { htmlUnescape } from 'escape-goat'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDeviceGrant, type DeviceGrant } from '../compose/create-device-grant.js'
import type { DeviceGrantOptions } from '../compose/options.js'
import type { HttpResponse } from '../http/message.js'
import { pageTexts } from './language/languages.js'

// The language of the page, through the handler as a browser meets it.

let host: FakeHost
let grant: DeviceGrant
let cookie: string
let stores: ReturnType<typeof createMemoryStores>

beforeEach(() => {
  open({})
})

function open(changes: Partial<DeviceGrantOptions>): void {
  cookie = ''
  host = createFakeHost()
  stores = createMemoryStores({ clock: host.clock })
  grant = createDeviceGrant({ ...host.options, stores, ...changes })
}

type Headers = Readonly<Record<string, string>>

async function send(method: string, url: string, body = '', headers: Headers = {}): Promise<HttpResponse> {
  const { pathname, search } = new URL(url, host.options.issuer)
  const form = { origin: host.options.issuer, 'content-type': 'application/x-www-form-urlencoded' }
  const response = await grant.handler({
    method,
    path: pathname,
    query: search.slice(1),
    headers: { ...(method === 'POST' && form), cookie, 'accept-language': 'ja', ...headers },
    body: { kind: 'stream', read: async () => new TextEncoder().encode(body) },
    remote: '192.0.2.7',
  })
  if (response === undefined) throw new Error(`${url} is not served`)
  const [set] = [response.headers['Set-Cookie']].flat()
  if (typeof set === 'string') cookie = set.split(';')[0] ?? ''
  return response
}

const get = (url: string, headers: Headers = {}) => send('GET', url, '', headers)

/** Sends the first form of a page with these fields, as a browser would. */
async function submit({ body }: HttpResponse, fields: Readonly<Record<string, string>>): Promise<HttpResponse> {
  const [form = ''] = /<form[\s\S]*?<\/form>/.exec(body) ?? []
  const hidden = [...form.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)]
  const values = hidden.map(([, name = '', value = '']) => [name, htmlUnescape(value)])
  const action = htmlUnescape(/action="([^"]*)"/.exec(form)?.[1] ?? '')
  return send('POST', action, String(new URLSearchParams({ ...Object.fromEntries(values), ...fields })))
}

/** Follows redirects, and pages that refresh. */
async function follow(response: HttpResponse): Promise<HttpResponse> {
  const place = response.headers['Location'] ?? htmlUnescape(/content="0;url=([^"]*)"/.exec(response.body)?.[1] ?? '')
  return typeof place === 'string' && place !== '' ? follow(await get(place)) : response
}

const languageOf = ({ body }: HttpResponse) => /<html lang="([^"]*)" dir="([^"]*)">/.exec(body)?.slice(1)
const headingOf = ({ body }: HttpResponse) => /<h1>(.*?)<\/h1>/.exec(body)?.[1]

async function startCode(): Promise<{ readonly userCode: string; readonly link: string }> {
  const body = 'client_id=fake-cli&scope=read'
  const started = JSON.parse((await send('POST', '/device_authorization', body)).body)
  return { userCode: String(started.user_code), link: String(started.verification_uri_complete) }
}

async function signedIn(url: string): Promise<HttpResponse> {
  const [{ username, password }] = host.fixtures.accounts
  return follow(await submit(await follow(await get(url)), { username, password }))
}

const withWanted = (url: string, wanted: string) => `${url}${url.includes('?') ? '&' : '?'}ui_locales=${wanted}`

/** The links to other languages on a page. */
function linksOf({ body }: HttpResponse): ReadonlyMap<string, string> {
  const links = body.matchAll(/<a href="([^"]*)" lang="([^"]*)" hreflang="\2">/g)
  return new Map([...links].map(([, href = '', lang = '']) => [lang, htmlUnescape(href)]))
}

describe('the language of a page', () => {
  it.each([
    ['/device', 'de-AT,de;q=0.9', ['de', 'ltr']],
    ['/device', 'nl, *', ['en', 'ltr']],
    ['/device', ';;;', ['en', 'ltr']],
    ['/device?ui_locales=ar', 'de', ['ar', 'rtl']],
    ['/device?ui_locales=nl%20fr-CA+de', 'ja', ['fr', 'ltr']],
    ['/device?ui_locales=nl', 'ja', ['ja', 'ltr']],
    ['/device?ui_locales=%22%3E%3Cscript%3E', 'es', ['es', 'ltr']],
    ['/device?ui_locales=%FF', 'es', ['es', 'ltr']],
  ])('%s with %s is %j', async (url, header, language) => {
    const page = await get(url, { 'accept-language': header })
    expect(languageOf(page)).toEqual(language)
    expect(page.headers).toMatchObject({ 'Content-Language': language[0], Vary: 'Accept-Language' })
    expect(page.body).not.toContain('<script')
  })

  it('is that of the browser for a wrong method and for a fault', async () => {
    const wrong = await send('PUT', '/device')
    expect([wrong.status, headingOf(wrong)]).toEqual([405, pageTexts.ja.startOverTitle])
    await signedIn('/device/linked')
    host.options.accounts.findAccount = () => Promise.reject(new Error('the table of accounts is away'))
    const fault = await get('/device/linked')
    expect([fault.status, headingOf(fault)]).toEqual([503, pageTexts.ja.unavailableTitle])
    expect(fault.headers['Content-Language']).toBe('ja')
  })

  it('is page.language when the browser wants none of ours', async () => {
    open({ page: { language: 'pt' } })
    expect(languageOf(await get('/device', { 'accept-language': 'nl' }))).toEqual(['pt', 'ltr'])
    expect(grant.respondToFault(new Error('a fault of a door'), 'reading', '/device').body).toContain('lang="pt"')
  })
})

describe.each(Object.keys(pageTexts))('ui_locales=%s', (tag) => {
  const texts = Object.entries(pageTexts).find(([other]) => other === tag)?.[1] ?? pageTexts.en

  it('stays from the code to the approval, the linked devices and the sign-out', async () => {
    const { userCode } = await startCode()
    const code = await get(withWanted('/device', tag))
    expect(headingOf(code)).toBe(texts.codeTitle)
    const signIn = await follow(await submit(code, { user_code: userCode }))
    expect(headingOf(signIn)).toBe(texts.signInTitle)
    const [{ username, password }] = host.fixtures.accounts
    const wrong = await submit(signIn, { username, password: 'wrong' })
    expect(wrong.body).toContain(texts.credentialsWrong)
    const confirm = await follow(await submit(wrong, { username, password }))
    expect(headingOf(confirm)).toBe(texts.confirmTitle)
    expect(confirm.body).toContain(userCode)
    expect(confirm.body).toContain(texts.warningDeny)
    const nothing = await submit(confirm, { decision: 'approve' })
    expect(nothing.body).toContain(texts.nothingTicked)
    const approved = await submit(nothing, { decision: 'approve', scope: 'read' })
    expect(headingOf(approved)).toBe(texts.approvedHeading)
    expect(languageOf(approved)?.[0]).toBe(tag)
    const linked = await get(htmlUnescape(/<a href="([^"]*\/linked[^"]*)"/.exec(approved.body)?.[1] ?? ''))
    expect(headingOf(linked)).toBe(texts.linkedTitle)
    const signedOut = await follow(await submit(linked, {}))
    expect(headingOf(signedOut)).toBe(texts.codeTitle)
  })
})

describe('the links to other languages', () => {
  it('keep the code and the proof of the link', async () => {
    const { userCode, link } = await startCode()
    const page = await get(link)
    const links = linksOf(page)
    expect([...links.keys()]).toEqual(['en', 'de', 'fr', 'es', 'pt', 'zh', 'ar'])
    const german = links.get('de') ?? ''
    const { searchParams } = new URL(german, host.options.issuer)
    expect(searchParams.get('user_code')).toBe(userCode)
    expect(searchParams.get('k')).toBe(new URL(link, host.options.issuer).searchParams.get('k'))
    const there = await get(german)
    expect(languageOf(there)).toEqual(['de', 'ltr'])
    expect(there.body).toContain(userCode)
    expect(linksOf(there).get('ja')).toBe(german.replace('=de', '=ja'))
  })

  it('keep the place in a list and the proof of a challenge, and nothing else', async () => {
    const page = await get('/device/sign-in?challenge=a.b&after=%22x&evil=1&ui_locales=de&ui_locales=fr')
    expect(linksOf(page).get('fr')).toBe('/device/sign-in?ui_locales=fr&after=%22x&challenge=a.b')
  })

  it('are not on the result of a form', async () => {
    const wrong = await submit(await get('/device'), { user_code: 'nonsense' })
    expect(wrong.status).toBe(400)
    expect(linksOf(wrong).size).toBe(0)
  })

  it('are not on the page for a code that another site has filled in', async () => {
    const { link } = await startCode()
    await signedIn('/device/sign-in')
    const elsewhere = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    const page = await get(link.replace(/&k=.*/, ''), elsewhere)
    expect(page.body).toContain(pageTexts.ja.codeOfOtherSite)
    expect(linksOf(page).size).toBe(0)
  })

  it('name each language in itself, and mark that of the page', async () => {
    const { body } = await get('/device?ui_locales=de')
    expect(body).toContain('lang="ar" hreflang="ar"><bdi>العربية</bdi></a>')
    expect(body).toContain('<span lang="de" aria-current="true"><bdi>Deutsch</bdi></span>')
  })
})

describe('the sign-in of the host', () => {
  const hostSessions = {
    find: async () => undefined,
    signInUrl: (returnTo: string) => `/login?${new URLSearchParams({ returnTo })}`,
  }

  it('gets the wanted language in returnTo', async () => {
    open({ hostSessions })
    const { link } = await startCode()
    const { headers } = await get(withWanted(link, 'fr-CA+de'))
    const returnTo = new URL(String(headers['Location']), host.options.issuer).searchParams.get('returnTo')
    expect(returnTo).toMatch(/^\/device\/confirm\?user_code=.*&ui_locales=fr$/)
  })

  it('gets no language that only the browser wants', async () => {
    open({ hostSessions })
    const { headers } = await get('/device/linked')
    expect(headers['Location']).toMatch(/\/login\?returnTo=%2Fdevice%2Flinked$/)
  })
})

describe('the texts of the host', () => {
  it('stand on top of ours, and those of a new language beside them', async () => {
    const nl = { ...pageTexts.en, codeTitle: 'Voer de code in' }
    open({ page: { messages: { de: { codeTitle: 'Code vom <Fernseher>' } }, translations: { nl } } })
    expect(headingOf(await get('/device?ui_locales=de'))).toBe('Code vom &lt;Fernseher&gt;')
    expect((await get('/device?ui_locales=de')).body).toContain(pageTexts.de.codeHint)
    const dutch = await get('/device', { 'accept-language': 'nl-BE' })
    expect([headingOf(dutch), languageOf(dutch)]).toEqual(['Voer de code in', ['nl', 'ltr']])
    expect(linksOf(dutch).size).toBe(8)
  })

  it('can be one for each language: the name of the host, and what a scope value means', async () => {
    open({
      page: {
        serviceName: { en: 'Northwind', ja: 'ノースウィンド' },
        scopeDescriptions: { read: { en: 'Read your files', de: 'Ihre Dateien lesen' } },
      },
    })
    const { link } = await startCode()
    const page = await signedIn(withWanted(link, 'de'))
    expect(page.body).toContain('Ihre Dateien lesen')
    expect(page.body).toContain('Northwind')
    const japanese = await get(link)
    expect(japanese.body).toContain('Read your files')
    expect(japanese.body).toContain('ノースウィンド')
    expect(grant.openApi().info.title).toBe('Northwind')
  })

  it('are complete by type', () => {
    type Page = NonNullable<DeviceGrantOptions['page']>
    const { deny: _deny, ...some } = pageTexts.en
    const partial: Page = {
      messages: { de: { deny: 'Nein' } },
      translations: { nl: pageTexts.en },
    }
    // @ts-expect-error The translation lacks a text.
    const incomplete: Page = { translations: { nl: some } }
    // @ts-expect-error The text lacks its placeholder.
    const unfilled: Page = { messages: { de: { signedInAs: 'Angemeldet' } } }
    // @ts-expect-error Dutch is no language of ours.
    const foreign: Page = { messages: { nl: { deny: 'Nee' } } }
    expect(() => open({ page: partial })).not.toThrow()
    for (const page of [incomplete, unfilled, foreign]) expect(() => open({ page })).toThrow('page.')
  })
})
