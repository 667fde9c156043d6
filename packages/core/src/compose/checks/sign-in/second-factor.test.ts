import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createTotpFactor } from '../../../defaults/second-factor/totp-factor.js'
import { ConfigurationError } from '../../../misuse/configuration-error.js'
import { createDeviceGrant } from '../../create-device-grant.js'

const host = createFakeHost()
const totp = createTotpFactor({ find: () => undefined })

function problemsOf(secondFactor: unknown, changes: object = {}): readonly string[] {
  const passwordLogin = Object({ ...host.options.passwordLogin, secondFactor })
  try {
    createDeviceGrant({
      ...host.options,
      stores: createMemoryStores({ clock: host.clock }),
      passwordLogin,
      onWarning: () => {},
      ...changes,
    })
    return []
  } catch (fault) {
    if (!(fault instanceof ConfigurationError)) throw fault
    return fault.problems.map(({ message }) => message)
  }
}

const method = { name: 'sms', label: 'Code from the text message' }
const withMethod = (changes: object) => ({ ...totp, methods: [{ ...method, ...changes }] })

describe('the check of passwordLogin.secondFactor', () => {
  it.each([
    ['TOTP', totp],
    ['a method of the host', withMethod({})],
    ['labels in languages', withMethod({ label: { en: 'Code', de: 'Code aus der SMS' } })],
    ['all members', withMethod({ keyboard: 'digits', amr: ['sms', 'mfa'] })],
    ['an own label for totp', withMethod({ name: 'totp', label: 'Code of the token' })],
    ['none', undefined],
  ])('accepts %s', (_, secondFactor) => {
    expect(problemsOf(secondFactor)).toEqual([])
  })

  it.each<[string, unknown, string]>([
    ['null', null, 'passwordLogin.secondFactor'],
    ['no functions', { methods: totp.methods }, 'passwordLogin.secondFactor must have the functions needed, verify'],
    ['no methods', { ...totp, methods: [] }, 'passwordLogin.secondFactor.methods must be a list'],
    ['methods as text', { ...totp, methods: ['totp'] }, 'passwordLogin.secondFactor.methods must be a list'],
    ['a method twice', { ...totp, methods: [method, method] }, 'must name each method once'],
    ['capitals in a name', withMethod({ name: 'SMS' }), 'passwordLogin.secondFactor.methods[0].name must be'],
    ['no label', withMethod({ label: undefined }), 'passwordLogin.secondFactor.methods[0].label must be'],
    ['an empty label', withMethod({ label: ' ' }), 'passwordLogin.secondFactor.methods[0].label must'],
    ['a label without the fallback', withMethod({ label: { de: 'Code' } }), 'must have a text for en'],
    ['an unknown keyboard', withMethod({ keyboard: 'numeric' }), "keyboard must be 'digits' or 'text'"],
    ['an empty amr', withMethod({ amr: [] }), 'amr must be a list'],
    ['an unknown member', withMethod({ digits: 8 }), 'digits'],
  ])('refuses %s', (_, secondFactor, message) => {
    expect(problemsOf(secondFactor)).toEqual(expect.arrayContaining([expect.stringContaining(message)]))
  })

  it('requires stores.jtis, which remembers used codes', () => {
    const { jtis: _, ...stores } = createMemoryStores({ clock: host.clock })
    const message =
      'stores.jtis is required: passwordLogin.secondFactor needs a store that remembers used codes, such as that of createMemoryStores'
    expect(problemsOf(totp, { stores, clientAssertions: undefined })).toEqual([message])
    expect(problemsOf(undefined, { stores, clientAssertions: undefined })).toEqual([])
  })
})
