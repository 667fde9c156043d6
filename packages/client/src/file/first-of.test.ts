import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { failureOf, messageOf, openPlace, temporaryDirectory, tokensOf } from '../../test-support/token-places.js'
import type { StoredTokens, TokenPlace } from '../tokens/token-store.js'
import { fileTokens } from './file-tokens.js'
import { firstOf } from './first-of.js'
import { storageFailure } from './problems.js'

/** A place in memory that can be gone for a while. */
function fakePlace(name: string, isPlainFile = false) {
  const fake: { kept: StoredTokens | undefined; isGone: boolean } = { kept: undefined, isGone: false }
  const check = async () => {
    if (fake.isGone) throw storageFailure(`the ${name}`, `the ${name} is gone.`)
  }
  const place: TokenPlace = {
    name,
    isPlainFile,
    open: () => ({
      place: `the ${name}`,
      read: () => check().then(() => fake.kept),
      async write(tokens) {
        await check()
        fake.kept = tokens
      },
      async remove() {
        await check()
        const isKept = fake.kept !== undefined
        fake.kept = undefined
        return isKept
      },
      exclusive: (run) => run(),
      probe: check,
    }),
  }
  return Object.assign(fake, { place })
}

function setUp(allowPlainFile = true) {
  const directory = temporaryDirectory()
  const keyring = fakePlace('keyring')
  const file = fakePlace('file', true)
  const options = { app: 'mycli', directory, allowPlainFile }
  /** Another run of the program. */
  const run = () => openPlace(firstOf([keyring.place, file.place], options))
  async function signIn(name: string) {
    const { store, events } = run()
    await store.probe()
    await store.exclusive(() => store.write(tokensOf(name)))
    return { store, events }
  }
  return { directory, keyring, file, run, signIn }
}

describe('the first of several places', () => {
  it('has no tokens before a sign-in, and touches nothing', async () => {
    const { directory, keyring, run } = setUp()
    keyring.isGone = true
    expect(await run().store.read()).toBeUndefined()
    expect(await run().store.remove(tokensOf('a'))).toBe(false)
    expect(readdirSync(directory)).toEqual([])
  })

  it('is chosen by a sign-in that says so, and stays chosen', async () => {
    const { keyring, file, run, signIn } = setUp()
    const { store, events } = await signIn('a')
    expect(events).toEqual([{ type: 'placeChosen', place: 'the keyring' }])
    expect(store.place).toBe('the keyring')
    expect([keyring.kept, file.kept]).toEqual([tokensOf('a'), undefined])
    expect(await run().store.read()).toEqual(tokensOf('a'))
  })

  it('is the second one if the first does not work and the program allows it', async () => {
    const { keyring, file, run, signIn } = setUp()
    keyring.isGone = true
    expect((await signIn('a')).events).toEqual([{ type: 'placeChosen', place: 'the file' }])
    expect(file.kept).toEqual(tokensOf('a'))
    keyring.isGone = false
    expect(await run().store.read()).toEqual(tokensOf('a'))
    const { store } = run()
    await store.write(tokensOf('b'))
    expect([keyring.kept, file.kept]).toEqual([undefined, tokensOf('b')])
  })

  it('is never a plain file after another place, if the program does not allow it', async () => {
    const { directory, keyring, file, run } = setUp(false)
    keyring.isGone = true
    const failure = await failureOf(run().store.probe())
    expect(failure).toMatchObject({ code: 'storage' })
    expect(failure.message).toMatch(/the keyring is gone\. .*the file: .*allowPlainFile: true/)
    expect(await failureOf(run().store.write(tokensOf('a')))).toMatchObject({ code: 'storage' })
    expect(file.kept).toBeUndefined()
    expect(readdirSync(directory)).toEqual([])
  })

  it('may be a plain file that the program names first', async () => {
    const directory = temporaryDirectory()
    const places = [fileTokens({ app: 'mycli', directory }), fakePlace('keyring').place] as const
    const { store } = openPlace(firstOf([...places], { app: 'mycli', directory }))
    await store.probe()
    await store.exclusive(() => store.write(tokensOf('a')))
    expect(await store.read()).toEqual(tokensOf('a'))
    expect(readdirSync(directory)).toHaveLength(2)
  })

  it('says what each place lacks if none works', async () => {
    const { keyring, file, run } = setUp()
    keyring.isGone = true
    file.isGone = true
    expect(await messageOf(run().store.probe())).toBe(
      'The tokens cannot be kept in the keyring or in the file: the keyring: the keyring is gone. the file: the file is gone.',
    )
  })

  it('is not replaced in silence when it is gone', async () => {
    const { keyring, file, run, signIn } = setUp()
    await signIn('a')
    keyring.isGone = true
    const { store } = run()
    const change = [() => store.write(tokensOf('b')), () => store.remove(tokensOf('a'))]
    for (const work of [store.read, ...change]) expect(await messageOf(work())).toContain('the keyring is gone')
    expect(file.kept).toBeUndefined()
  })

  it('is replaced by the next sign-in when it is gone', async () => {
    const { keyring, file, run, signIn } = setUp()
    await signIn('a')
    keyring.isGone = true
    const { store, events } = run()
    await store.probe()
    expect(events).toEqual([{ type: 'placeChosen', place: 'the file' }])
    expect(await store.read()).toBeUndefined()
    await store.write(tokensOf('b'))
    expect(file.kept).toEqual(tokensOf('b'))
    expect(await run().store.read()).toEqual(tokensOf('b'))
  })

  it('stays chosen if the person gives up the sign-in that would replace it', async () => {
    const { keyring, run, signIn } = setUp()
    keyring.isGone = true
    await signIn('a')
    keyring.isGone = false
    const { store } = run()
    await store.probe()
    expect(await store.read()).toEqual(tokensOf('a'))
    expect(await run().store.read()).toEqual(tokensOf('a'))
  })

  it('keeps no tokens when a sign-in has moved them to a better place', async () => {
    const { keyring, file, run, signIn } = setUp()
    keyring.isGone = true
    await signIn('a')
    keyring.isGone = false
    const { store } = await signIn('b')
    expect([keyring.kept, file.kept]).toEqual([tokensOf('b'), undefined])
    expect(await run().store.read()).toEqual(tokensOf('b'))
    expect(store.place).toBe('the keyring')
  })

  it('is chosen anew after a sign-out', async () => {
    const { directory, keyring, run, signIn } = setUp()
    await signIn('a')
    expect(await run().store.remove(tokensOf('a'))).toBe(true)
    expect(readdirSync(directory)).toEqual([])
    keyring.isGone = true
    expect(await run().store.read()).toBeUndefined()
  })

  it('is chosen by a write if no sign-in of this process has done it', async () => {
    const { keyring, run } = setUp()
    await run().store.write(tokensOf('a'))
    expect(keyring.kept).toEqual(tokensOf('a'))
    expect(await run().store.read()).toEqual(tokensOf('a'))
  })

  it('is missed if the program no longer offers it', async () => {
    const { directory, keyring, signIn } = setUp()
    await signIn('a')
    const { store } = openPlace(firstOf([fakePlace('vault').place], { app: 'mycli', directory }))
    expect(await messageOf(store.read())).toContain('the place "keyring": the last sign-in chose this place')
    await store.probe()
    await store.write(tokensOf('b'))
    expect(await store.read()).toEqual(tokensOf('b'))
    expect(keyring.kept).toEqual(tokensOf('a'))
  })
})

it('two places with the same name are refused', () => {
  const { place } = fakePlace('keyring')
  expect(() => firstOf([place, place], { app: 'mycli' })).toThrow(TypeError)
})
