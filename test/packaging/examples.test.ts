import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pack, root, run } from './packing.js'

// A copy of examples/compose with the tarballs, and what its Dockerfile does, without Docker.

const example = join(root, 'examples/compose')
const dockerfile = readFileSync(join(example, 'Dockerfile'), 'utf8').replaceAll('\\\n', '')
const steps = dockerfile.split('\n').flatMap((line) => {
  const [, word = '', rest = ''] = /^(FROM|COPY|RUN) (.+)$/.exec(line) ?? []
  return word === '' ? [] : [{ word, rest }]
})
const firstStage = steps.slice(
  1,
  steps.findLastIndex(({ word }) => word === 'FROM'),
)

let folder: string
let context: string
let image: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'devicegrant-compose-'))
  context = join(folder, 'context')
  image = join(folder, 'image')
  cpSync(example, context, { recursive: true, filter: (path) => !path.includes('node_modules') })
  mkdirSync(join(context, 'packed'))
  for (const name of ['core', 'adapter-express', 'store-redis', 'store-memory']) {
    await pack(join(root, 'packages', name), join(context, 'packed'))
  }
  mkdirSync(image)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the Dockerfile of the example with several processes', () => {
  it('installs the tarballs and copies the program', async () => {
    expect(firstStage.map(({ word }) => word)).toEqual(['COPY', 'COPY', 'RUN', 'COPY'])
    for (const { word, rest } of firstStage) {
      const command = word === 'RUN' ? rest : `cp -r ${rest.replace(/^(\S+)/, `${context}/$1`)}`
      expect(await run('sh', ['-c', command], image)).not.toContain('exit code')
    }
    expect(readdirSync(image)).toEqual(
      expect.arrayContaining(['node_modules', 'package.json', 'secrets.js', 'server.js']),
    )
    expect(existsSync(join(image, 'node_modules/@devicegrant/store-memory'))).toBe(false)
  })

  it('makes an image whose command starts, and asks for its settings', async () => {
    const command: string[] = JSON.parse(/^CMD (.+)$/m.exec(dockerfile)?.[1] ?? '[]')
    expect(command).toEqual(['node', 'server.js'])
    const output = await run(process.execPath, command.slice(1), image)
    expect(output).toContain('ISSUER is not set. "node secrets.js" prints the secrets')
    expect(await run(process.execPath, ['secrets.js'], image)).toMatch(
      /^DEVICEGRANT_SECRET=[0-9a-f]{64}\nDEVICEGRANT_SIGNING_KEY=\{/,
    )
  })
})
