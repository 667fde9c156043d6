import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { complaintsAbout } from './contents.mjs'

/** Packs every package of a checkout into its folder packed/. Throws if that fails. */
export async function packAll(checkout) {
  runIn(checkout, process.execPath, ['scripts/pack.mjs'], 'packing the packages')
}

/** Returns the complaints about a tarball: its contents, publint, and the types. Uses the tools of the checkout. */
export function checkTarball(checkout, tarball) {
  const folder = mkdtempSync(join(tmpdir(), 'devicegrant-tarball-'))
  try {
    runIn(folder, 'tar', ['-xzf', tarball], `unpacking ${tarball}`)
    const tool = (script, ...args) => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(checkout, 'node_modules', script), ...args],
        {
          encoding: 'utf8',
          env: { ...process.env, NO_COLOR: '1' },
        },
      )
      return status === 0 ? [] : [`${script}:\n${stdout}${stderr}`]
    }
    return [
      ...complaintsAbout(join(folder, 'package')),
      ...tool('publint/src/cli.js', 'run', tarball, '--strict'),
      // Node can require ES modules, so CommonJS that resolves to ESM is right.
      ...tool(
        '@arethetypeswrong/cli/dist/index.js',
        tarball,
        '--profile',
        'node16',
        '--ignore-rules',
        'cjs-resolves-to-esm',
      ),
    ].map((complaint) => `${basename(tarball)}: ${complaint}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Runs a program to its end, and returns what it printed. Throws with its output if it fails. */
export function runIn(cwd, program, args, what, env = {}) {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...env },
  })
  if (status === 0) return stdout
  throw new Error(
    `${what} failed (${error?.message ?? `ended with ${status ?? signal}`}):\n${stdout ?? ''}${stderr ?? ''}`,
  )
}
