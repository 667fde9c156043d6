import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Certificates of one key, by which a server on this machine shows who it is. */
export interface Certificates {
  readonly key: string
  /** The authority that clients trust, as a file and as its text. */
  readonly authority: string
  readonly trusted: string
  /** Good for this machine. */
  readonly good: string
  /** As good as the other, made later. */
  readonly renewed: string
  /** For this machine, from an unknown authority. */
  readonly ofStranger: string
  /** From the right authority, for another machine. */
  readonly forAnother: string
  remove(): Promise<void>
}

const run = promisify(execFile)
const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** Makes certificates with openssl, or says why there can be none here. */
export async function makeCertificates(): Promise<Certificates | { readonly missing: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'devicegrant-tls-'))
  const remove = () => rm(directory, { recursive: true, force: true })
  const place = (name: string) => join(directory, name)
  const openssl = (...words: readonly string[]) => run('openssl', words, { cwd: directory })
  const key = place('server.key')

  async function makeAuthority(name: string): Promise<void> {
    const files = ['-keyout', place(`${name}.key`), '-out', place(`${name}.crt`)]
    await openssl('req', '-x509', ...curve, ...files, '-subj', `/CN=${name}`, '-days', '30')
  }

  async function certify(name: string, authority: string, machine: string): Promise<string> {
    await writeFile(place(`${name}.ext`), `subjectAltName=${machine}\n`)
    const by = ['-CA', place(`${authority}.crt`), '-CAkey', place(`${authority}.key`), '-CAcreateserial']
    const files = ['-in', place('server.csr'), '-extfile', place(`${name}.ext`), '-out', place(`${name}.crt`)]
    await openssl('x509', '-req', ...files, ...by, '-days', '30')
    return place(`${name}.crt`)
  }

  try {
    await Promise.all(['authority', 'stranger'].map(makeAuthority))
    await openssl('req', '-new', ...curve, '-keyout', key, '-out', place('server.csr'), '-subj', '/CN=redis')
    const here = 'IP:127.0.0.1'
    return {
      key,
      authority: place('authority.crt'),
      trusted: await readFile(place('authority.crt'), 'utf8'),
      good: await certify('good', 'authority', here),
      renewed: await certify('renewed', 'authority', here),
      ofStranger: await certify('of-stranger', 'stranger', here),
      forAnother: await certify('for-another', 'authority', 'DNS:elsewhere.example'),
      remove,
    }
  } catch (fault) {
    await remove()
    return { missing: `openssl makes no certificates: ${String(fault)}` }
  }
}
