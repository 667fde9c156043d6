import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const entry = fileURLToPath(new URL('../../packages/client/src/index.ts', import.meta.url))

/** Bundles the main entry as a web app would, and lists every module that stays outside. */
async function bundle(conditions: string[], external: string[]) {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions,
    external,
    write: false,
    metafile: true,
    outdir: 'out',
  })
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path))
  return { bytes: outputFiles[0]?.contents.byteLength ?? 0, imports: [...new Set(imports)] }
}

describe('the main entry of the client', () => {
  it.each([
    ['a browser', ['browser']],
    ['a worker', ['workerd', 'worker']],
  ])('needs nothing of Node for %s', async (_, conditions) => {
    expect((await bundle(conditions, [])).imports).toEqual([])
  })

  it('is small', async () => {
    const { bytes, imports } = await bundle(['browser'], ['oauth4webapi'])
    expect(imports).toEqual(['oauth4webapi'])
    expect(bytes).toBeGreaterThan(5_000)
    expect(bytes).toBeLessThan(40_000)
  })
})
