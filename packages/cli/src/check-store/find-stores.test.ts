import { createMemoryJtiStore, createMemoryStore, createMemoryStores } from '@devicegrant/store-memory'
import { describe, expect, it } from 'vitest'
import { ModuleProblem } from '../host-module/load-module.js'
import { capabilitiesOf, findStores } from './find-stores.js'

const namesIn = async (module: object) =>
  (await findStores(module)).map(({ store, exported }) => `${store} of ${exported}`)

describe('the stores of a module', () => {
  it.each<[string, object, readonly string[]]>([
    ['a function as the default', { default: createMemoryStore }, ['authorizations of default']],
    ['a subject as the default', { default: { createStore: createMemoryStore } }, ['authorizations of default']],
    ['a promise of a function', { default: Promise.resolve(createMemoryStore) }, ['authorizations of default']],
    ['a function by its name', { jtis: createMemoryJtiStore }, ['jtis of jtis']],
    [
      'a function that makes several',
      { default: async () => ({ ...createMemoryStores(), families: undefined }) },
      ['authorizations of default', 'jtis of default', 'limits of default'],
    ],
    [
      'several exports, in the order of the report',
      { jtis: createMemoryJtiStore, default: createMemoryStore },
      ['authorizations of default', 'jtis of jtis'],
    ],
    [
      'an export by name before the default',
      { default: () => createMemoryStores(), jtis: createMemoryJtiStore, authorizations: createMemoryStore },
      ['authorizations of authorizations', 'families of default', 'jtis of jtis', 'limits of default'],
    ],
    [
      'an authorization store with a member of its own that has the name of another store',
      { default: () => ({ ...createMemoryStore(), limits: 7 }) },
      ['authorizations of default'],
    ],
    ['the object of CommonJS', { default: { jtis: createMemoryJtiStore } }, ['jtis of jtis']],
    [
      'ES exports in the object of CommonJS',
      { default: { __esModule: true, default: createMemoryStore, jtis: createMemoryJtiStore } },
      ['authorizations of default', 'jtis of jtis'],
    ],
    ['one beside something else', { jtis: createMemoryJtiStore, default: 7, port: 8 }, ['jtis of jtis']],
  ])('are found in %s', async (_, module, expected) => {
    expect(await namesIn(module)).toEqual(expected)
  })

  it('offer what their subjects have', async () => {
    const subject = { createStore: createMemoryStores, createFailingStore: createMemoryStores, advance: () => {} }
    const found = await findStores({ default: subject })
    const capabilities = ['advance', 'createFailingStore']
    expect(found.map((one) => capabilitiesOf(one.subject))).toEqual(found.map(() => capabilities))
    expect(found.length).toBeGreaterThan(1)
  })
})

describe('a module without stores', () => {
  it.each<[string, object, object]>([
    [
      'exports nothing',
      {},
      {
        code: 'nothing-exported',
        message: expect.stringMatching(/^the module exports nothing\. .* export const authorizations = \(\) =>/),
      },
    ],
    [
      'exports an empty object',
      { default: {} },
      { code: 'nothing-exported', message: expect.stringMatching(/^the module exports nothing\./) },
    ],
    [
      'exports something else',
      { port: 7, host: 'a' },
      { code: 'nothing-exported', message: expect.stringMatching(/^the module exports port, host\./) },
    ],
    [
      'exports a store',
      { jtis: createMemoryJtiStore() },
      {
        code: 'not-a-store',
        message: expect.stringContaining('the export jtis is a store, and each law needs a new one that is empty'),
      },
    ],
    [
      'exports several stores',
      { default: createMemoryStores() },
      { code: 'not-a-store', message: expect.stringContaining('the export authorizations is a store') },
    ],
    [
      'exports null',
      { limits: null },
      {
        code: 'not-a-store',
        message: expect.stringMatching(/limits is null\. .*: export const limits = \(\) => createMyStore\(\)$/),
      },
    ],
    [
      'exports a text',
      { default: 'store' },
      {
        code: 'not-a-store',
        message: expect.stringMatching(/default is of the type string\. .*: export default \(\) => createMyStore\(\)$/),
      },
    ],
    [
      'misspells createStore',
      { default: { creatStore: createMemoryStore } },
      { code: 'not-a-store', message: expect.stringContaining('an object without the function createStore') },
    ],
    [
      'has members of a subject that are no functions',
      { jtis: { createStore: createMemoryJtiStore, createTwins: [], now: 7 } },
      { code: 'not-a-store', message: 'now, createTwins of the export jtis must be a function' },
    ],
    [
      'forgets to return the store',
      { default: () => undefined },
      { code: 'not-a-store', message: expect.stringContaining('makes nothing, so its function may lack a return') },
    ],
    [
      'makes a store that lacks a function',
      { limits: () => ({ reserve() {} }) },
      {
        code: 'not-a-store',
        message: 'the export limits makes an object without settle, which every store limits has',
      },
    ],
    [
      'makes something else among several stores',
      { default: () => ({ jtis: createMemoryJtiStore(), limits: {} }) },
      {
        code: 'not-a-store',
        message:
          'the export default makes, as limits, something else. The store limits has the functions reserve, settle',
      },
    ],
    [
      'cannot connect',
      { jtis: () => Promise.reject(new Error('connect ECONNREFUSED')) },
      { code: 'store-failed', message: 'the export jtis could not make a store: connect ECONNREFUSED' },
    ],
  ])('that %s hears why', async (_, module, problem) => {
    const fault = await findStores(module).catch((reason: unknown) => reason)
    expect(fault).toBeInstanceOf(ModuleProblem)
    expect(fault).toMatchObject({ finding: problem })
  })
})
