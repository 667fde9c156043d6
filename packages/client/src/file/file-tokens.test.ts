import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  failureOf,
  messageOf,
  openPlace,
  owner,
  temporaryDirectory,
  tokensOf,
} from '../../test-support/token-places.js'
import { fileTokens } from './file-tokens.js'

afterEach(() => vi.restoreAllMocks())

function openIn(directory: string, profile?: string) {
  return openPlace(fileTokens({ app: 'mycli', directory, ...(profile !== undefined && { profile }) }))
}

function pathIn(directory: string): string {
  return openIn(directory).store.place.replace('the file ', '')
}

const modeOf = (path: string) => statSync(path).mode & 0o777

describe('a file of tokens', () => {
  it('keeps tokens for another store of the same owner', async () => {
    const directory = temporaryDirectory()
    expect(await openIn(directory).store.read()).toBeUndefined()
    await openIn(directory).store.write(tokensOf('old'))
    await openIn(directory).store.write(tokensOf('new'))
    expect(await openIn(directory).store.read()).toEqual(tokensOf('new'))
    expect(readdirSync(directory)).toHaveLength(1)
  })

  it('is another one for another profile, and for another client', async () => {
    const directory = temporaryDirectory()
    await openIn(directory).store.write(tokensOf('a'))
    const other = fileTokens({ app: 'mycli', directory }).open({ ...owner, clientId: 'other' }, () => {})
    expect(await other.read()).toBeUndefined()
    expect(await openIn(directory, 'work').store.read()).toBeUndefined()
  })

  it('is open to this user only, in a directory that is too', async () => {
    const directory = join(temporaryDirectory(), 'new', 'data')
    const mask = process.umask(0)
    await openIn(directory).store.write(tokensOf('a'))
    process.umask(mask)
    expect(modeOf(pathIn(directory))).toBe(0o600)
    expect(modeOf(directory)).toBe(0o700)
  })

  it('is below the data directory of the system', async () => {
    const home = temporaryDirectory()
    vi.stubEnv('XDG_DATA_HOME', home)
    vi.stubEnv('LOCALAPPDATA', home)
    const { store } = openPlace(fileTokens({ app: 'mycli' }))
    vi.unstubAllEnvs()
    expect(store.place).toContain('mycli')
    expect(store.place).toMatch(/default-login\.example\.com-[0-9a-f]{12}\.json$/)
    expect(readdirSync(home)).toEqual([])
  })

  it('is tightened if others can read it, and says so', async () => {
    const directory = temporaryDirectory()
    const { store, events } = openIn(directory)
    await store.write(tokensOf('a'))
    chmodSync(pathIn(directory), 0o644)
    expect(await store.read()).toEqual(tokensOf('a'))
    expect(modeOf(pathIn(directory))).toBe(0o600)
    await store.read()
    expect(events).toEqual([{ type: 'tightened', place: store.place }])
  })

  it('is refused if it belongs to another user', async () => {
    const directory = temporaryDirectory()
    const { store } = openIn(directory)
    await store.write(tokensOf('a'))
    vi.spyOn(process, 'geteuid').mockReturnValue(4_321)
    expect(await messageOf(store.read())).toContain('it belongs to another user')
    expect(await messageOf(store.probe())).toContain('it belongs to another user')
  })

  it('is refused if it is a symbolic link, and the other file stays as it is', async () => {
    const directory = temporaryDirectory()
    const elsewhere = join(temporaryDirectory(), 'elsewhere')
    writeFileSync(elsewhere, JSON.stringify(tokensOf('a')))
    symlinkSync(elsewhere, pathIn(directory))
    const { store } = openIn(directory)
    for (const work of [store.read, store.probe, () => store.write(tokensOf('b'))]) {
      expect(await messageOf(work())).toContain('it is a symbolic link')
    }
    expect(readFileSync(elsewhere, 'utf8')).toBe(JSON.stringify(tokensOf('a')))
  })

  it('is refused if it is a directory', async () => {
    const directory = temporaryDirectory()
    mkdirSync(pathIn(directory))
    expect(await messageOf(openIn(directory).store.read())).toContain('it is no regular file')
  })

  it.each([
    ['is no JSON', 'secret-access-a {', 'no content that this program knows'],
    ['is cut off', '{"version":1,"accessToken":"secret-acc', 'no content that this program knows'],
    ['is of a newer version', '{"version":2,"accessToken":"secret-access-a"}', 'Update this program'],
    [
      'is of another client',
      JSON.stringify({ ...tokensOf('a'), clientId: 'other' }),
      'no content that this program knows',
    ],
    ['is too large', 'secret-access'.repeat(100_000), 'too large'],
  ])('is refused and never overwritten if it %s', async (_, content, problem) => {
    const directory = temporaryDirectory()
    writeFileSync(pathIn(directory), content, { mode: 0o600 })
    const { store } = openIn(directory)
    const change = [() => store.write(tokensOf('b')), () => store.remove(tokensOf('a'))]
    for (const work of [store.read, store.probe, ...change]) {
      const failure = await failureOf(work())
      expect(failure).toMatchObject({ code: 'storage' })
      expect(failure.message).toContain(problem)
      expect(inspect(failure)).not.toContain('secret')
    }
    expect(readFileSync(pathIn(directory), 'utf8')).toBe(content)
  })

  it('is removed only if it has what the caller has seen', async () => {
    const { store } = openIn(temporaryDirectory())
    expect(await store.remove(tokensOf('a'))).toBe(false)
    await store.write(tokensOf('b'))
    expect(await store.remove(tokensOf('a'))).toBe(false)
    expect(await store.read()).toEqual(tokensOf('b'))
    expect(await store.remove(tokensOf('b'))).toBe(true)
    expect(await store.read()).toBeUndefined()
  })

  it('is compared and changed while no other process changes it', async () => {
    const path = pathIn(temporaryDirectory())
    const isLocked: boolean[] = []
    // A file that is tightened is reported while it is compared.
    const report = () => isLocked.push(existsSync(`${path}.change.lock`))
    const store = fileTokens({ app: 'mycli', directory: dirname(path) }).open(owner, report)
    await store.write(tokensOf('a'))
    for (const work of [() => store.write(tokensOf('b')), () => store.remove(tokensOf('b'))]) {
      chmodSync(path, 0o644)
      await work()
    }
    expect(isLocked).toEqual([true, true])
  })

  it('stays as it was on a full disk, and nothing is left beside it', async () => {
    const directory = temporaryDirectory()
    const { store } = openIn(directory)
    await store.write(tokensOf('a'))
    const handle = await open(pathIn(directory))
    await handle.close()
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    })
    vi.spyOn(Object.getPrototypeOf(handle), 'writeFile').mockRejectedValue(full)
    for (const work of [store.probe, () => store.write(tokensOf('b'))]) {
      expect(await messageOf(work())).toContain('the disk is full. Free some space')
    }
    expect(await store.read()).toEqual(tokensOf('a'))
    expect(readdirSync(directory)).toHaveLength(1)
  })
})

describe('the directory of a file of tokens', () => {
  it('is tightened if it is that of the program, and the store says so', async () => {
    const home = temporaryDirectory()
    const directory = join(home, 'mycli')
    mkdirSync(directory, { mode: 0o755 })
    vi.stubEnv('XDG_DATA_HOME', home)
    const { store, events } = openPlace(fileTokens({ app: 'mycli' }))
    vi.unstubAllEnvs()
    await store.probe()
    expect(modeOf(directory)).toBe(0o700)
    expect(events).toEqual([{ type: 'tightened', place: `the directory ${directory}` }])
  })

  it('is refused if the caller has named it and others can open it', async () => {
    const directory = temporaryDirectory()
    chmodSync(directory, 0o750)
    const { store } = openIn(directory)
    for (const work of [store.probe, () => store.write(tokensOf('a'))]) {
      expect(await messageOf(work())).toContain(`chmod 700 '${directory}'`)
    }
    expect(modeOf(directory)).toBe(0o750)
  })

  it('is refused if it is a file', async () => {
    const directory = join(temporaryDirectory(), 'file')
    writeFileSync(directory, '')
    expect(await messageOf(openIn(directory).store.probe())).toContain('a file has the name of the directory')
  })

  it('is made and left empty by a probe', async () => {
    const directory = join(temporaryDirectory(), 'new')
    await openIn(directory).store.probe()
    expect(readdirSync(directory)).toEqual([])
  })
})

describe('a place in files', () => {
  it.each(['', '.', '..', '.hidden', 'a/b', 'a\\b', 'a:b', 'a\0b', ' a', 'a.', 'a'.repeat(65)])(
    'does not take the name %j',
    (name) => {
      expect(() => fileTokens({ app: name })).toThrow(TypeError)
      expect(() => fileTokens({ app: 'mycli', profile: name })).toThrow(TypeError)
    },
  )

  it('takes an address of mail as a profile', () => {
    expect(openIn('/data', 'ada@example.com').store.place).toContain('/data/ada@example.com-login.example.com-')
  })
})
