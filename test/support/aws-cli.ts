import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A command line of AWS on this machine, or why its tests are skipped. */
export type FoundCli = { readonly program: string; readonly version: Version } | { readonly missing: string }

type Version = readonly [major: number, minor: number]

/** Finds a command line of version 2: only it has `aws sso login`. */
export function findAwsCli(): FoundCli {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const program = join(folder, 'aws')
    if (!existsSync(program)) continue
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
    const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(stdout) ?? []
    if (Number(major) >= 2) return { program, version: [Number(major), Number(minor)] }
  }
  return { missing: 'aws-cli 2 is not installed: it is the package awscli of Debian 12' }
}

/** What a run of `aws sso login` left. */
export interface Login {
  readonly code: number
  readonly output: string
  /** The tokens in its cache. */
  readonly tokens: readonly Readonly<Record<string, unknown>>[]
}

/** A folder that stands for the home of a person, with a profile that signs in at this server. */
export interface AwsHome {
  /** Runs `aws sso login`. `onCode` is called with the address that it prints. */
  signIn(onCode: (url: string) => Promise<unknown>): Promise<Login>
  remove(): void
}

/** Makes a home for a command line. The scope is that of the registration. */
export function createAwsHome(program: string, version: Version, server: string, scopes: string): AwsHome {
  const home = mkdtempSync(join(tmpdir(), 'aws-home-'))
  mkdirSync(join(home, '.aws'))
  writeFileSync(join(home, '.aws/config'), configOf(scopes))
  const knowsVariable = isAtLeast(version, [2, 13])
  if (!knowsVariable) writeRules(home, server)
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    AWS_PROFILE: 'dev',
    // The home has no other proxy, and no credentials.
    NO_PROXY: '127.0.0.1',
    ...(knowsVariable && { AWS_ENDPOINT_URL_SSO_OIDC: server }),
  }
  const flags = ['--no-browser', ...(isAtLeast(version, [2, 22]) ? ['--use-device-code'] : [])]
  return {
    signIn: (onCode) =>
      new Promise((resolve, reject) => {
        let output = ''
        let url: string | undefined
        const read = (text: string): void => {
          output += text
          const [found] = /http:\S+\?user_code=\S+/.exec(output) ?? []
          if (found === undefined || url !== undefined || !/\s$/.test(output)) return
          url = found
          onCode(found).catch(reject)
        }
        const child = execFile(program, ['sso', 'login', ...flags], { env })
        child.stdout?.on('data', read)
        child.stderr?.on('data', read)
        child.on('error', reject)
        child.on('close', (code) => resolve({ code: code ?? -1, output, tokens: tokensIn(home) }))
      }),
    remove: () => rmSync(home, { recursive: true }),
  }
}

function configOf(scopes: string): string {
  return [
    '[profile dev]',
    'sso_session = my-session',
    'sso_account_id = 111122223333',
    'sso_role_name = reader',
    'region = us-east-1',
    '[sso-session my-session]',
    'sso_region = us-east-1',
    'sso_start_url = https://example.awsapps.com/start',
    `sso_registration_scopes = ${scopes}`,
    '',
  ].join('\n')
}

// Older versions have no variable for the address of a service. They read the rules of endpoints in the home of the person
// before their own.
function writeRules(home: string, server: string): void {
  const folder = join(home, '.aws/models/sso-oidc/2019-06-10')
  mkdirSync(folder, { recursive: true })
  const parameter = (builtIn: string, type: string) => ({ builtIn, required: false, documentation: '', type })
  const rules = {
    version: '1.0',
    parameters: { Region: parameter('AWS::Region', 'String') },
    rules: [{ conditions: [], type: 'endpoint', endpoint: { url: server, properties: {}, headers: {} } }],
  }
  writeFileSync(join(folder, 'endpoint-rule-set-1.json'), JSON.stringify(rules))
}

function tokensIn(home: string): Login['tokens'] {
  const folder = join(home, '.aws/sso/cache')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .map((file): Readonly<Record<string, unknown>> => JSON.parse(readFileSync(join(folder, file), 'utf8')))
    .filter((kept) => 'accessToken' in kept)
}

function isAtLeast([major, minor]: Version, [leastMajor, leastMinor]: Version): boolean {
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}
