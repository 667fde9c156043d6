import { setTimeout as wait } from 'node:timers/promises'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { brandedGrant } from '../../test-support/brand.js'
import { formRequest } from '../../test-support/http.js'
import { PortFault } from '../service/call/faults.js'
import type { PageForm, PageModel } from './page/models.js'
import type { RenderPage } from './page-options.js'

/** Keeps every model, and draws its kind. */
function recorder() {
  const seen: PageModel[] = []
  const render: RenderPage = (page) => {
    seen.push(page)
    return `<!doctype html><title>${page.kind}</title>`
  }
  return { seen, render }
}

const fieldsOf = ({ hidden }: PageForm) => Object.fromEntries(hidden.map(({ name, value }) => [name, value]))

describe('the hook of the host', () => {
  it('draws each kind of page, and its forms work with the fields of their models', async () => {
    const { seen, render } = recorder()
    const { open, submit, start, host } = brandedGrant({ render })
    expect((await open('/device')).body).toBe('<!doctype html><title>code</title>')
    const [code] = seen
    if (code?.kind !== 'code') throw new Error('not the page for a code')
    expect(code).toMatchObject({ example: 'WDJB-MJHT', form: { action: '/device', hidden: [] } })

    const userCode = await start('read offline_access')
    const onward = await submit(code.form.action, { ...fieldsOf(code.form), user_code: userCode })
    expect(onward.body).toBe('<!doctype html><title>message</title>')
    expect(seen.at(-1)).toMatchObject({ kind: 'message', refresh: `/device/confirm?user_code=${userCode}` })

    await open('/device/confirm', `user_code=${userCode}`)
    const confirm = seen.at(-1)
    if (confirm?.kind !== 'confirm') throw new Error('not the page for a decision')
    expect(confirm).toMatchObject({
      userCode,
      username: 'alice',
      scopes: [{ value: 'read' }, { value: 'offline_access' }],
    })
    const decision = { ...fieldsOf(confirm.form), scope: 'read', decision: 'approve' }
    expect((await submit(confirm.form.action, decision)).body).toBe('<!doctype html><title>result</title>')
    expect(seen.at(-1)).toMatchObject({ kind: 'result', status: 'approved', linked: '/device/linked' })
    expect(host.events.at(-1)).toMatchObject({ type: 'authorizationApproved', scope: ['read'] })

    await open('/device/linked')
    const linked = seen.at(-1)
    if (linked?.kind !== 'linked') throw new Error('not the page of linked devices')
    const [path = '', query] = linked.unlinkAll.split('?')
    await open(path, query)
    const question = seen.at(-1)
    if (question?.kind !== 'unlink') throw new Error('not the question before unlinking')
    expect((await submit(question.form.action, fieldsOf(question.form))).status).toBe(200)
    expect(host.events.at(-1)).toMatchObject({ type: 'grantsRevoked' })
    expect(host.faults).toEqual([])
  })

  it('draws the sign-in of the page, whose form signs a person in', async () => {
    const { seen, render } = recorder()
    const { passwordLogin } = createFakeHost().options
    const { open, submit, host } = brandedGrant({ render }, { passwordLogin })
    const opened = await open('/device/sign-in', 'user_code=WDJB-MJHT&k=O9-PNzfNHgf9z44-')
    const [signIn] = seen
    if (signIn?.kind !== 'signIn') throw new Error('not the sign-in page')
    expect(signIn).toMatchObject({ leadsTo: 'request', userCode: 'WDJB-MJHT' })
    expect(Object.keys(fieldsOf(signIn.form))).toEqual(['user_code', 'k', 'csrf'])
    const cookie = String(opened.headers['Set-Cookie']).split(';')[0] ?? ''
    const [{ username, password }] = host.fixtures.accounts
    const done = await submit(signIn.form.action, { ...fieldsOf(signIn.form), username, password }, cookie)
    expect(done.headers['Location']).toBe('/device/confirm?user_code=WDJB-MJHT&k=O9-PNzfNHgf9z44-')
  })

  it('leaves a page to us with undefined or null, at once or later', async () => {
    const pages = await Promise.all(
      [() => undefined, () => null as never, async () => undefined].map((render) =>
        brandedGrant({ render }).open('/device'),
      ),
    )
    for (const { body } of pages) expect(body).toContain('<h1>Enter the code</h1>')
  })

  it('may answer later', async () => {
    const { body } = await brandedGrant({ render: async ({ kind }) => `<p>${kind}</p>` }).open('/device')
    expect(body).toBe('<p>code</p>')
  })

  it.each<[string, RenderPage]>([
    [
      'throws',
      () => {
        throw new Error('no template')
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('no template')
      },
    ],
    ['returns no text', () => 7 as never],
    ['returns nothing in a text', () => ''],
    ['takes too long', () => wait(30_000, undefined, { ref: false })],
  ])('that %s is reported, and the person gets the built-in page', async (_, render) => {
    const { host, open } = brandedGrant({ render, css: 'h1 { color: red }' }, { timeout: 10 })
    const response = await open('/device')
    expect(response.status).toBe(200)
    expect(response.body).toContain('<h1>Enter the code</h1>')
    expect(host.faults).toMatchObject([{ fault: expect.any(PortFault), during: 'drawing the page code' }])
    expect(String(host.faults[0]?.fault)).toContain('page.render')
  })

  it('is not asked to draw the page of a fault or of a wrong method', async () => {
    const { seen, render } = recorder()
    const { host, open, send } = brandedGrant({ render })
    host.fail('accounts.findAccount')
    const response = await open('/device/confirm', 'user_code=BCDF-GHJK')
    expect(response.status).toBe(503)
    expect(response.body).toContain('Please try again in a moment')
    expect((await send({ ...formRequest('/device', ''), method: 'PUT' })).status).toBe(405)
    expect(seen).toEqual([])
  })
})

describe('the Content-Security-Policy of a page of the host', () => {
  const csp = { styleSrc: ["'self'"], imgSrc: ['https://cdn.example.com'], fontSrc: ['data:'] }

  it('has its sources beside ours, and no script, frame or foreign form', async () => {
    const { render } = recorder()
    const { headers } = await brandedGrant({ render, csp, logo: '/logo.svg' }).open('/device')
    expect(headers['Content-Security-Policy']).toMatch(
      /^default-src 'none'; script-src 'none'; img-src 'self' https:\/\/cdn\.example\.com; style-src 'sha256-[\w+/]+=' 'self'; font-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    )
    expect(headers['X-Frame-Options']).toBe('DENY')
    expect(headers['Cache-Control']).toBe('no-store')
  })

  it('is ours alone where the host leaves the page to us', async () => {
    const { headers } = await brandedGrant({ render: () => undefined, csp }).open('/device')
    expect(headers['Content-Security-Policy']).not.toMatch(/cdn|font-src|style-src [^;]*'self'/)
  })

  it('allows the style of the built-in page, which a template may use', async () => {
    const { seen, render } = recorder()
    const ours = await brandedGrant({ accent: '#05a' }).open('/device')
    await brandedGrant({ accent: '#05a', render }).open('/device')
    expect(ours.body).toContain(`<style>${seen[0]?.look.style}</style>`)
  })
})
