import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** A clock on the wall that can be moved under a process that runs. */
export interface MovedClock {
  /** What the process is to be started with. */
  readonly env: Readonly<Record<string, string>>
  /** From now on it is off by so many seconds, counted from the clock of this machine. */
  moveTo(seconds: number): Promise<void>
  remove(): Promise<void>
}

const source = fileURLToPath(new URL('moved-clock.c', import.meta.url))
const run = promisify(execFile)

/** Builds a clock, or says why there can be none here. */
export async function buildMovedClock(): Promise<MovedClock | { readonly missing: string }> {
  if (process.platform !== 'linux') return { missing: 'the clock of a process is moved by LD_PRELOAD, which is Linux' }
  const directory = await mkdtemp(join(tmpdir(), 'devicegrant-clock-'))
  const remove = () => rm(directory, { recursive: true, force: true })
  const library = join(directory, 'moved-clock.so')
  const offset = join(directory, 'offset')
  try {
    await run('cc', ['-O2', '-shared', '-fPIC', '-o', library, source])
  } catch (fault) {
    await remove()
    return { missing: `no C compiler makes the clock that can be moved: ${String(fault)}` }
  }
  await writeFile(offset, Buffer.alloc(BigInt64Array.BYTES_PER_ELEMENT))
  return {
    env: { LD_PRELOAD: library, MOVED_CLOCK: offset },
    async moveTo(seconds) {
      // In its place: the process looks at this very file, and it must never be shorter.
      const file = await open(offset, 'r+')
      await file.write(new BigInt64Array([BigInt(seconds)]), 0, undefined, 0)
      await file.close()
    },
    remove,
  }
}
