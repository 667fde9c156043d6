import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { type Command, type Given, refuseWords, UsageError } from './command.js'
import { didYouMean } from './nearest.js'
import { writeSecretFile } from './output.js'

const algorithms = ['ES256', 'EdDSA', 'RS256'] as const
type Algorithm = (typeof algorithms)[number]

/** Makes a signing key. */
export const keygen: Command = {
  summary: 'makes a signing key for createJwtIssuer, or for a client with private_key_jwt',
  help: `Usage: devicegrant keygen [--alg <name>] [--kid <name>] [--env] [--out <file> [--public]]

Prints a new private key as a JSON Web Key, with its algorithm and its name (kid).

Options:
  --alg <name>   ES256 (the default), EdDSA or RS256
  --kid <name>   the name of the key. The default is its RFC 7638 thumbprint
  --env          prints DEVICEGRANT_SIGNING_KEY='…' on one line, for a file of environment variables
  --out <file>   writes the key to a new file that only this user can read
  --public       with --out: prints the public half

Examples:
  devicegrant keygen --out signing-key.jwk
  devicegrant keygen --env >> .env
  devicegrant keygen --out client.jwk --public > client-public.jwk
`,
  options: {
    alg: { type: 'string' },
    kid: { type: 'string' },
    env: { type: 'boolean' },
    out: { type: 'string' },
    public: { type: 'boolean' },
  },
  async run(given, terminal) {
    refuseWords(given, 'keygen')
    const alg = algorithmIn(given)
    const kid = kidIn(given)
    const out = given.texts.get('out')
    if (given.flags.has('public') && out === undefined) {
      throw new UsageError('--public needs --out <file>: without it, the private half would be lost')
    }
    const made = await generateSigningKey(alg)
    const key = kid === undefined ? made : { ...made, kid }
    const text = given.flags.has('env')
      ? `DEVICEGRANT_SIGNING_KEY='${JSON.stringify(key)}'\n`
      : `${JSON.stringify(key, undefined, 2)}\n`
    if (out === undefined) {
      terminal.write(text)
      if (terminal.isInteractive) terminal.note('Keep it with your other secrets, the same in every process.\n')
      return 0
    }
    writeSecretFile(out, text, terminal)
    if (given.flags.has('public')) terminal.write(`${JSON.stringify(await publicHalfOf(key), undefined, 2)}\n`)
    return 0
  },
}

function algorithmIn({ texts }: Given): Algorithm {
  const asked = texts.get('alg') ?? 'ES256'
  const found = algorithms.find((one) => one === asked)
  if (found !== undefined) return found
  const hint = didYouMean(asked, algorithms)
  throw new UsageError(`--alg takes ${algorithms.join(', ')}, and not ${JSON.stringify(asked)}.${hint}`)
}

// Other characters would end the quotation marks of --env, or the header of a JWT in a log.
function kidIn({ texts }: Given): string | undefined {
  const kid = texts.get('kid')
  if (kid === undefined || /^[\w.:~-]{1,100}$/.test(kid)) return kid
  throw new UsageError('--kid takes 1 to 100 letters, digits and . _ : ~ -')
}

async function publicHalfOf(key: Awaited<ReturnType<typeof generateSigningKey>>): Promise<unknown> {
  const { keys } = await createJwtIssuer({ issuer: 'https://localhost', keys: [key] }).jwks()
  return keys[0]
}
