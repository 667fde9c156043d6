import { htmlUnescape } from 'escape-goat'
import { describe, expect, test } from 'vitest'
import { pageLook } from '../../../test-support/page-look.js'
import { codePage } from './code-page.js'
import { confirmPage } from './confirm-page.js'
import { formOf } from './forms.js'
import { linkedPage } from './linked-page.js'
import { messagePage } from './message-page.js'
import type { ConfirmPage, LinkedDeviceFacts, LinkedPage } from './models.js'
import { resultPage } from './result-page.js'
import { signInPage } from './sign-in-page.js'
import { unlinkedPage, unlinkPage } from './unlink-page.js'

const look = pageLook()
const code = { userCode: 'WDJB-MJHT' }
const signOut = formOf('/device/sign-out', { csrf: 'token' })
const codeModel = { kind: 'code', look, form: formOf('/device'), example: 'WDJB-MJHT' } as const
const request = {
  kind: 'confirm',
  look,
  form: formOf('/device/confirm', { ticket: 'ticket-1', scope_shown: '1' }, code),
  userCode: 'WDJB-MJHT',
  clientName: 'Acme CLI',
  clientVerified: true,
  username: 'alice',
  scopes: [{ value: 'read', description: 'Read your quotes' }, { value: 'offline_access' }],
  resources: ['https://api.example.com'],
  requestedAt: { iso: '2026-05-04T10:00:00Z', ago: '2 minutes ago' },
  requester: { ip: '2001:db8::7', userAgent: 'acme/1.0', label: 'The TV' },
  signOut,
} satisfies ConfirmPage

const evil = `"><svg onload=alert(1)>'</style></title><script>alert(1)</script>&lt;\u202Egnp.exe`

// The same pages twice: with harmless text in every place, and with the same hostile text in every place.
const honest = pagesWith((text) => text)
const hostile = pagesWith(() => evil)
const every = [...honest, ...hostile]

describe('for any text', () => {
  test.each(hostile)('%s: the elements and attributes are those of the harmless page', (name, page) => {
    const twin = honest.find(([other]) => other === name)?.[1] ?? ''
    expect(shape(page)).toEqual(shape(twin))
    expect(page).toContain('&quot;&gt;&lt;svg onload=alert(1)&gt;&#39;&lt;/style&gt;')
    expect(page).toContain('&amp;lt;')
  })

  test.each(every)('%s: no text is run, fetched or used as inline style', (_, page) => {
    for (const { element, attributes } of elements(page)) {
      expect(['script', 'link', 'img', 'iframe', 'object', 'base', 'image', 'use']).not.toContain(element)
      for (const [attribute, value] of attributes) {
        expect(attribute).not.toMatch(/^on|^style$|^src|^xlink|^autofocus$/)
        if (['href', 'action'].includes(attribute)) expect(value).toMatch(/^\/[a-z]|^&quot;/)
      }
    }
    expect(page).not.toMatch(/url\(|@import/)
  })

  test.each(hostile)('%s: no shown text changes the direction of writing', (_, page) => {
    const shown = page.replace(/<input type="(?:hidden|checkbox)"[^>]*>|(?:href|action|datetime)="[^"]*"/g, '')
    expect(shown).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
  })

  test('values that a form sends back are unchanged', () => {
    const page = confirmPage({ ...request, form: formOf('/x', { ticket: evil }), scopes: [{ value: evil }] })
    expect(fields(page)).toContainEqual(['ticket', evil])
    expect(fields(page)).toContainEqual(['scope', evil])
  })
})

test.each(every)('%s: has the style of its look, once', (_, page) => {
  const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, css = '']) => css)
  expect(styles).toEqual([look.style])
})

describe('every page', () => {
  test.each(every)('%s: has a language, a title, a width, and one h1 heading', (_, page) => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">/)
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
    expect(page).toMatch(/<title>[^<]+ – [^<]+<\/title>/)
    const names = elements(page).map(({ element }) => element)
    for (const once of ['title', 'header', 'main', 'h1']) expect(names.filter((name) => name === once)).toHaveLength(1)
  })

  test.each(every)('%s: closes every element that it opens, in order', (_, page) => {
    expect(unclosed(page)).toEqual([])
  })

  test.each(every)('%s: has a label for every visible field, and each id once', (_, page) => {
    const all = elements(page)
    const ids = all.flatMap(({ attributes }) => attributes.get('id') ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    const labelled = all.flatMap(({ element, attributes }) =>
      element === 'label' ? (attributes.get('for') ?? []) : [],
    )
    const seen = all.filter(({ element, attributes }) => element === 'input' && attributes.get('type') !== 'hidden')
    expect(labelled).toEqual(seen.map(({ attributes }) => attributes.get('id')))
    const pointers = all.flatMap(({ attributes }) => attributes.get('aria-describedby')?.split(' ') ?? [])
    expect(ids).toEqual(expect.arrayContaining(pointers))
  })

  test.each(every)('%s: posts its forms, with buttons that submit', (_, page) => {
    for (const { element, attributes } of elements(page)) {
      if (element === 'form') expect(attributes.get('method')).toBe('post')
      if (element === 'button') expect(attributes.get('type')).toBe('submit')
    }
  })
})

describe('the code page', () => {
  test('asks for the code', () => {
    const page = codePage(codeModel)
    expect(fields(page)).toEqual([['user_code', '']])
    const attributes = field(page, 'user_code')
    expect(attributes.get('autocomplete')).toBe('off')
    expect(attributes.get('autocapitalize')).toBe('characters')
    expect(attributes.get('spellcheck')).toBe('false')
    expect(attributes.get('inputmode')).toBe('text')
    expect(attributes.get('maxlength')).toBe('2048')
    expect(page).not.toContain('role="alert"')
    expect(page).not.toContain('<footer>')
  })

  test('says what is wrong with the typed code, as an alert and at the field', () => {
    const page = codePage({ ...codeModel, typed: 'WDJB', error: 'That code does not work.' })
    expect(page).toContain('<title>Error: Enter the code')
    expect(page).toMatch(/role="alert">.*<p id="error">That code does not work\.<\/p>/)
    expect(field(page, 'user_code').get('aria-describedby')).toBe('error hint example')
    expect(field(page, 'user_code').get('aria-invalid')).toBe('true')
  })

  test('lets a signed-in person leave', () => {
    const page = codePage({ ...codeModel, signOut })
    expect(words(page)).toContain('Use another account')
    expect(fields(page)).toEqual([
      ['user_code', ''],
      ['csrf', 'token'],
    ])
  })
})

describe('the sign-in page', () => {
  const page = signInPage({
    kind: 'signIn',
    look,
    form: formOf('/device/sign-in', { csrf: 'token' }, code),
    leadsTo: 'request',
    userCode: 'WDJB-MJHT',
    error: 'Wrong.',
  })

  test('asks for account and password, and keeps the code', () => {
    expect(fields(page).map(([name]) => name)).toEqual(['user_code', 'csrf', 'username', 'password'])
    expect(fields(page)).toContainEqual(['user_code', 'WDJB-MJHT'])
    expect(field(page, 'username').get('autocomplete')).toBe('username')
    expect(field(page, 'username').get('autocapitalize')).toBe('none')
    expect(field(page, 'password').get('autocomplete')).toBe('current-password')
    expect(field(page, 'password').get('type')).toBe('password')
    expect(field(page, 'password').has('value')).toBe(false)
  })

  test('shows the code, and ties the error to both fields', () => {
    expect(words(page)).toContain('Next you will check this code WDJB-MJHT')
    for (const name of ['username', 'password']) expect(field(page, name).get('aria-describedby')).toBe('error')
  })

  test('does not mention a code when there is none', () => {
    const bare = signInPage({
      kind: 'signIn',
      look,
      form: formOf('/device/sign-in', { csrf: 'token' }, { userCode: '' }),
      leadsTo: 'code',
    })
    expect(words(bare)).not.toContain('this code')
    expect(fields(bare)).toContainEqual(['user_code', ''])
  })
})

describe('the confirm page', () => {
  const page = confirmPage(request)

  test('shows the client, what it requests, the account, when and from where (RFC 8628 §5.4)', () => {
    for (const shown of [
      'Does your device show this code? WDJB-MJHT',
      'Who is asking Acme CLI Verified Northwind has checked this name.',
      'Account to link alice',
      'Asked 2 minutes ago from 2001:db8::7',
      'The device calls itself The TV',
      'Software (as it says) acme/1.0 Claimed by the device, not verified.',
      'Read your quotes read',
      'offline_access',
      'https://api.example.com',
      'Only approve if you started this yourself, on a device in front of you.',
      'Not you? Use another account',
    ]) {
      expect(words(page)).toContain(shown)
    }
    expect(page).toContain('<time datetime="2026-05-04T10:00:00Z">2 minutes ago</time>')
  })

  test('shows where the address is, if the host can say it', () => {
    const located = confirmPage({ ...request, requester: { ip: '192.0.2.7', location: 'Berlin, Germany' } })
    expect(words(located)).toContain('Asked 2 minutes ago from 192.0.2.7 ( Berlin, Germany )')
  })

  test('says plainly that a name is not verified', () => {
    const doubtful = words(confirmPage({ ...request, clientVerified: false }))
    expect(doubtful).toContain('Acme CLI Unverified This name has not been checked.')
    expect(doubtful).not.toContain('Verified')
  })

  test('sends the code, the ticket, the ticked scope values and one decision', () => {
    expect(fields(page)).toEqual([
      ['user_code', 'WDJB-MJHT'],
      ['ticket', 'ticket-1'],
      ['scope_shown', '1'],
      ['scope', 'read'],
      ['scope', 'offline_access'],
      ['decision', 'deny'],
      ['decision', 'approve'],
      ['decision', 'report'],
      ['csrf', 'token'],
    ])
    const boxes = elements(page).filter(({ attributes }) => attributes.get('type') === 'checkbox')
    expect(boxes.every(({ attributes }) => attributes.has('checked'))).toBe(true)
  })

  test('asks again with the boxes that the person ticked, and says why', () => {
    const again = confirmPage({ ...request, error: 'You have ticked nothing.', ticked: ['read'] })
    expect(again).toContain('<title>Error: Link this device?')
    expect(again).toMatch(/role="alert">.*<p id="error">You have ticked nothing\.<\/p>/)
    const boxes = elements(again).filter(({ attributes }) => attributes.get('type') === 'checkbox')
    const ticked = boxes.filter(({ attributes }) => attributes.has('checked'))
    expect(ticked.map(({ attributes }) => attributes.get('value'))).toEqual(['read'])
    expect(again).toContain('<fieldset aria-describedby="error scope-hint">')
  })

  test('keeps the code when the person changes accounts', () => {
    const leaving = confirmPage({ ...request, signOut: formOf('/out', { csrf: 'token' }, code) })
    expect(fields(leaving).slice(-2)).toEqual([
      ['user_code', 'WDJB-MJHT'],
      ['csrf', 'token'],
    ])
  })

  test('keeps the proof of the link, in the decision and when the person changes accounts', () => {
    const linked = { ...code, proof: 'proof-of-the-link' }
    const leaving = fields(
      confirmPage({
        ...request,
        form: formOf('/device/confirm', {}, linked),
        signOut: formOf('/out', {}, linked),
      }),
    )
    expect(leaving.filter(([name]) => name === 'k')).toEqual([
      ['k', 'proof-of-the-link'],
      ['k', 'proof-of-the-link'],
    ])
  })

  test('denies when a person presses Enter outside the buttons: deny is the first button', () => {
    expect(page.indexOf('value="deny"')).toBeLessThan(page.indexOf('value="approve"'))
  })

  test('does not mention scope values when the device requested none', () => {
    const bare = confirmPage({ ...request, form: formOf('/x', {}, code), scopes: [], resources: [], requester: {} })
    expect(fields(bare).map(([name]) => name)).not.toContain('scope_shown')
    expect(words(bare)).toContain('It asks for no particular permission.')
    expect(words(bare)).not.toContain('Where it wants to do this')
    expect(words(bare)).not.toContain('Claimed by the device')
  })

  test('names the account when the host has its own sign-out', () => {
    const { signOut: _signOut, ...hosted } = request
    expect(words(confirmPage(hosted))).toContain('Signed in as alice')
    expect(fields(confirmPage(hosted)).map(([name]) => name)).not.toContain('csrf')
  })

  test('shows a text to compare below the code, as text of its own direction', () => {
    const page = confirmPage({ ...request, bindingMessage: 'Till 4 - AB12' })
    expect(page).toContain('<strong><bdi translate="no">Till 4 - AB12</bdi></strong>')
    expect(words(page)).toContain(
      'The device also shows Till 4 - AB12 If your device shows another text, or none, deny.',
    )
    expect(words(confirmPage(request))).not.toContain('The device also shows')
  })

  test('shows a substitute for a client name without visible characters', () => {
    expect(words(confirmPage({ ...request, clientName: '\u202E\u200B' }))).toContain('Who is asking no name given')
  })
})

describe('the result page', () => {
  test('sends the person back to the device', () => {
    const page = words(resultPage({ kind: 'result', look, status: 'approved' }))
    expect(page).toContain('Approved. Go back to your device.')
    expect(page).toContain('The device may now use your account.')
  })

  test('XD05: shows the number to type, in groups, and not that anything is linked', () => {
    const verificationNumber = '012 345'
    const page = resultPage({ kind: 'result', look, status: 'approved', verificationNumber, linked: '/device/linked' })
    expect(page).toContain('<strong class="code" dir="ltr" translate="no">012 345</strong>')
    expect(words(page)).toContain('Type the number into your device')
    expect(words(page)).toContain('do not tell it to anybody')
    expect(words(page)).not.toContain('The device may now use your account.')
    for (const pressed of ['form', 'button', 'a', 'input', 'script']) {
      expect(elements(page).map(({ element }) => element)).not.toContain(pressed)
    }
  })

  test('says that nothing was linked', () => {
    const page = words(resultPage({ kind: 'result', look, status: 'denied' }))
    expect(page).toContain('Denied. Nothing was linked.')
    expect(page).toContain('The device got no access to your account')
    expect(page).not.toContain('pproved')
  })

  test('SU06: says of a device with an earlier grant that it keeps it, or that it has ended', () => {
    const model = { kind: 'result', look, status: 'denied', linked: '/device/linked' } as const
    const ended = words(resultPage({ ...model, reported: true, earlierGrant: 'ended' }))
    expect(ended).toContain('Denied and reported. The device has no access any more.')
    const kept = { ...model, earlierGrant: 'kept' } as const
    for (const page of [words(resultPage(kept)), words(resultPage({ ...kept, refused: ['Too far.'] }))]) {
      expect(page).toContain('Denied. The device keeps the access it had before.')
      expect(page).toContain('See your linked devices')
      expect(page).not.toContain('got no access to your account')
    }
    for (const page of [ended, words(resultPage(kept))]) expect(page).not.toContain('Nothing was linked')
  })

  test.each(['approved', 'denied'] as const)('%s: has nothing to press', (status) => {
    const names = elements(resultPage({ kind: 'result', look, status })).map(({ element }) => element)
    for (const pressed of ['form', 'button', 'a', 'input']) expect(names).not.toContain(pressed)
  })
})

test('the message page says what happened and where to go', () => {
  const action = { href: '/device', label: 'Enter a code' }
  const page = messagePage({
    kind: 'message',
    look,
    title: 'This code does not work',
    message: 'It may have expired.',
    action,
  })
  expect(words(page)).toContain('This code does not work It may have expired. Enter a code')
  expect(page).toContain('href="/device"')
  expect(
    elements(messagePage({ kind: 'message', look, title: 'Oh', message: 'No.' })).map(({ element }) => element),
  ).not.toContain('a')
})

const tv: LinkedDeviceFacts = {
  clientName: 'Acme CLI',
  clientVerified: true,
  requester: { ip: '2001:db8::7', userAgent: 'acme/1.0', label: 'Kitchen TV' },
  scopes: request.scopes,
  linkedAt: { iso: '2026-05-01T10:00:00Z', ago: '3 days ago' },
  lastUsedAt: { iso: '2026-05-04T10:00:00Z', ago: '2 minutes ago' },
}

describe('the linked devices', () => {
  const device = {
    unlink: '/device/linked/unlink?device=grant-1',
    clientName: 'Acme CLI',
    clientVerified: true,
    requester: { ip: '2001:db8::7', userAgent: 'acme/1.0' },
    scopes: request.scopes,
    linkedAt: { iso: '2026-05-01T10:00:00Z', ago: '3 days ago' },
    lastUsedAt: { iso: '2026-05-04T10:00:00Z', ago: '2 minutes ago' },
  }
  const model = {
    kind: 'linked',
    look,
    start: '/device',
    username: 'alice',
    unlinkAll: '/device/linked/unlink?everything=1',
    signOut,
  } satisfies LinkedPage

  test('show the client, from where, since when, and for what', () => {
    const page = words(linkedPage({ ...model, devices: [device] }))
    for (const said of ['Acme CLI', 'Verified', 'acme/1.0', '2001:db8::7', '3 days ago', '2 minutes ago']) {
      expect(page).toContain(said)
    }
    expect(page).toMatch(/Read your quotes, *offline_access/)
  })

  test('show their label in preference to their software', () => {
    const requester = { userAgent: 'acme/1.0', label: 'The TV' }
    const page = words(linkedPage({ ...model, devices: [{ ...device, requester }] }))
    expect(page).toContain('The TV')
    expect(page).not.toContain('acme/1.0')
  })

  test('are unlinked one by one or all at once, by links that ask first', () => {
    const page = linkedPage({ ...model, devices: [device] })
    expect(page).toContain('<a class="quiet" href="/device/linked/unlink?device=grant-1">Unlink')
    expect(page).toContain('<a href="/device/linked/unlink?everything=1">Unlink all devices</a>')
    expect(fields(page)).toEqual([['csrf', 'token']])
  })

  test('name the account, and let its person leave', () => {
    expect(words(linkedPage({ ...model, devices: [device] }))).toContain(
      'Signed in as alice Not you? Use another account',
    )
  })

  test('offer no unlinking when there are none', () => {
    const page = linkedPage({ ...model, devices: [] })
    expect(words(page)).toContain('No device is linked')
    expect(page).not.toContain('/device/linked')
  })
})

describe('the question before a device is unlinked', () => {
  const form = formOf('/device/linked/unlink', { csrf: 'token', device: 'grant-1' })
  const question = { kind: 'unlink', look, form, what: 'device', device: tv, back: '/device/linked' } as const

  test('shows which device it is, and offers to go back first', () => {
    const page = unlinkPage(question)
    expect(words(page)).toContain('Unlink Acme CLI ?')
    expect(words(page)).toContain('Calls itself Kitchen TV')
    expect(words(page)).toContain('Linked 3 days ago from 2001:db8::7')
    expect(fields(page)).toEqual([
      ['csrf', 'token'],
      ['device', 'grant-1'],
      ['report', '1'],
    ])
    expect(page.indexOf('href="/device/linked"')).toBeLessThan(page.indexOf('type="submit"'))
  })

  test('is asked also if the device cannot be read', () => {
    const { device: _, ...unread } = question
    expect(words(unlinkPage(unread))).toContain('Unlink no name given ? The device can no longer use your account')
  })

  test('says what happens to sessions when every device is unlinked', () => {
    const { device: _, ...all } = { ...question, what: 'everything' as const }
    expect(words(unlinkPage(all))).toContain('and you are signed out everywhere')
    const kept = words(unlinkPage({ ...all, keepsSessions: true }))
    expect(kept).toContain('Unlink all devices?')
    expect(kept).not.toContain('signed out')
  })

  test('is followed by a page that says which device it was', () => {
    const page = words(unlinkedPage({ kind: 'unlinked', look, device: tv, back: '/device/linked' }))
    expect(page).toContain('Acme CLI is unlinked')
    expect(page).toContain('Kitchen TV')
    expect(page).toContain('The device can no longer use your account.')
  })
})

function pagesWith(text: (honest: string) => string): readonly (readonly [name: string, page: string])[] {
  const theirs = {
    look: { ...look, serviceName: text('Northwind') },
    error: text('It went wrong.'),
  }
  const code = { userCode: text('WDJB-MJHT'), proof: text('O9-PNzfNHgf9z44-') }
  const form = formOf(`/device${text('')}`, { csrf: text('token') }, code)
  const out = formOf(`/out${text('')}`, { csrf: text('token') })
  const codeOf = { ...theirs, kind: 'code', form, example: text('WDJB-MJHT') } as const
  const signInOf = { ...theirs, kind: 'signIn', form } as const
  const name = text('alice')
  const scopes = [{ value: text('read'), description: text('Read your quotes') }, { value: text('write') }]
  const moment = { iso: text('2026-05-04T10:00:00Z'), ago: text('2 minutes ago') }
  const requester = {
    ip: text('2001:db8::7'),
    location: text('Berlin'),
    userAgent: text('acme/1.0'),
    label: text('The TV'),
  }
  const linked = {
    kind: 'linked',
    look: theirs.look,
    start: `/device${text('')}`,
    username: name,
    unlinkAll: `/device${text('')}`,
    signOut: out,
  } as const
  const device = {
    unlink: `/device${text('')}`,
    clientName: text('Acme CLI'),
    clientVerified: true,
    requester,
    scopes,
    linkedAt: moment,
    lastUsedAt: moment,
  }
  return [
    ['code', codePage({ kind: 'code', look: theirs.look, form, example: text('WDJB-MJHT'), signOut: out })],
    ['code again', codePage({ ...codeOf, typed: code.userCode })],
    ['sign in', signInPage({ ...signInOf, leadsTo: 'request', userCode: code.userCode, username: name })],
    [
      'confirm',
      confirmPage({
        ...theirs,
        kind: 'confirm',
        form,
        userCode: code.userCode,
        clientName: text('Acme CLI'),
        clientVerified: true,
        username: name,
        scopes,
        resources: [text('https://api.example.com')],
        requestedAt: moment,
        requester,
        signOut: out,
      }),
    ],
    [
      'confirm again',
      confirmPage({
        ...theirs,
        kind: 'confirm',
        form,
        userCode: code.userCode,
        clientName: text('Acme CLI'),
        clientVerified: true,
        username: name,
        scopes,
        ticked: [],
        resources: [],
        requestedAt: moment,
        requester,
        signOut: formOf(`/out${text('')}`, { csrf: text('token') }, code),
      }),
    ],
    ['approved', resultPage({ kind: 'result', look: theirs.look, status: 'approved' })],
    ['denied', resultPage({ kind: 'result', look: theirs.look, status: 'denied' })],
    [
      'a number',
      resultPage({ kind: 'result', look: theirs.look, status: 'approved', verificationNumber: text('012 345') }),
    ],
    [
      'a text to compare',
      confirmPage({
        ...theirs,
        kind: 'confirm',
        form,
        userCode: code.userCode,
        clientName: text('Acme CLI'),
        clientVerified: true,
        username: name,
        scopes,
        resources: [],
        requestedAt: moment,
        requester,
        bindingMessage: text('Till 4'),
      }),
    ],
    [
      'approved, with a link',
      resultPage({ kind: 'result', look: theirs.look, status: 'approved', linked: `/device${text('')}` }),
    ],
    ['sign in for a step', signInPage({ ...signInOf, leadsTo: 'linked' })],
    ['no linked devices', linkedPage({ ...linked, devices: [] })],
    [
      'linked devices',
      linkedPage({ ...linked, devices: [device, { ...device, requester: {}, clientVerified: false }] }),
    ],
    [
      'unlink a device',
      unlinkPage({ kind: 'unlink', look: theirs.look, what: 'device', device, form, back: `/device${text('')}` }),
    ],
    [
      'unlink all',
      unlinkPage({ kind: 'unlink', look: theirs.look, what: 'everything', form, back: `/device${text('')}` }),
    ],
    ['unlinked', unlinkedPage({ kind: 'unlinked', look: theirs.look, device, back: `/device${text('')}` })],
    [
      'message',
      messagePage({
        kind: 'message',
        look: theirs.look,
        title: text('Oh'),
        message: text('It went wrong.'),
        action: { href: `/device${text('')}`, label: text('Enter a code') },
      }),
    ],
  ]
}

interface Tag {
  readonly element: string
  readonly closing: boolean
  readonly attributes: ReadonlyMap<string, string>
}

// Reads only the spelling that our templates use. Any other `<` is an injection, and throws.
function tags(page: string): readonly Tag[] {
  const [doctype = '', ...pieces] = page.replace(/(<style>)[\s\S]*?(?=<\/style>)/, '$1').split('<')
  expect(doctype).toBe('')
  return pieces.slice(1).map((piece) => {
    const tag = /^(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/i.exec(piece)
    if (tag === null) throw new Error(`not a tag of our templates: <${piece.slice(0, 40)}`)
    const [, slash, element = '', attributes = ''] = tag
    const pairs = [...attributes.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)]
    return {
      element,
      closing: slash === '/',
      attributes: new Map(pairs.map(([, key = '', value = '']) => [key, value])),
    }
  })
}

function elements(page: string): readonly Tag[] {
  return tags(page).filter(({ closing }) => !closing)
}

function shape(page: string): readonly string[] {
  return tags(page).map(({ element, closing, attributes }) => [closing, element, ...attributes.keys()].join(' '))
}

function unclosed(page: string): readonly string[] {
  const open: string[] = []
  for (const { element, closing } of tags(page)) {
    if (['meta', 'input', 'circle', 'path'].includes(element)) continue
    if (!closing) open.push(element)
    else if (open.pop() !== element) return [`</${element}>`]
  }
  return open
}

function fields(page: string): readonly (readonly [name: string, value: string])[] {
  return elements(page).flatMap(({ attributes }) => {
    const name = attributes.get('name')
    if (name === undefined || attributes.has('content')) return []
    return [[name, htmlUnescape(attributes.get('value') ?? '')] as const]
  })
}

function field(page: string, name: string): ReadonlyMap<string, string> {
  const found = elements(page).find(({ attributes }) => attributes.get('name') === name)
  if (found === undefined) throw new Error(`no field ${name}`)
  return found.attributes
}

function words(page: string): string {
  const body = page.slice(page.indexOf('<body>'))
  return htmlUnescape(body.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .replace(/ ([.,])/g, '$1')
}
