import { describe, expect, it } from 'vitest'
import { UsageError } from '../commands/command.js'
import { readWords } from '../commands/parse.js'
import { auditOptions } from './options.js'
import { readRunOptions } from './read-options.js'

const issuer = 'https://login.example.com'
const env = { SECRET: 'from-the-environment', OTHER: 'of-the-other', EMPTY: '' }
const read = (...words: readonly string[]) => readRunOptions(readWords('audit', words, auditOptions), env)
const withClient = (...words: readonly string[]) => read(issuer, '--client-id', 'mycli', ...words)

describe('the options of a run', () => {
  it('have defaults', () => {
    expect(withClient()).toEqual({
      server: issuer,
      client: { clientId: 'mycli' },
      endpoints: {},
      origins: [],
      load: false,
      pace: 100,
      timeout: 10_000,
      patience: 30,
      maxRequests: 1000,
      maxTime: 3_600_000,
    })
  })

  it('can all be named', () => {
    const numbers = ['--pace', '0', '--timeout', '600', '--wait', '0', '--max-requests', '1', '--max-time', '60']
    const endpoints = ['--device-endpoint', `${issuer}/d`, '--token-endpoint', `${issuer}/t`]
    const more = ['--revocation-endpoint', `${issuer}/r`, '--introspection-endpoint', `${issuer}/i`]
    const lists = ['--allow-origin', 'https://a.example, https://b.example', '--only', 'poll,codes-served', '--load']
    const client = ['--client-secret-env', 'SECRET', '--client-method', 'client_secret_post', '--scope', 'a b']
    const other = ['--other-client-id', 'other', '--other-client-secret-env', 'OTHER']
    expect(withClient(...numbers, ...endpoints, ...more, ...lists, ...client, ...other)).toEqual({
      server: issuer,
      client: { clientId: 'mycli', clientSecret: env.SECRET, method: 'client_secret_post' },
      otherClient: { clientId: 'other', clientSecret: env.OTHER },
      scope: 'a b',
      endpoints: {
        deviceAuthorization: `${issuer}/d`,
        token: `${issuer}/t`,
        revocation: `${issuer}/r`,
        introspection: `${issuer}/i`,
      },
      origins: ['https://a.example', 'https://b.example'],
      only: ['poll', 'codes-served'],
      load: true,
      ...{ pace: 0, timeout: 600_000, patience: 0, maxRequests: 1, maxTime: 60_000 },
    })
  })

  it('take a secret from the command line', () => {
    expect(withClient('--client-secret', 'secret')).toMatchObject({ client: { clientSecret: 'secret' } })
  })
})

describe('wrong options', () => {
  const noVariable = 'takes the name of a variable, and no variable of this name is set'

  it.each<[readonly string[], string]>([
    [[], 'audit needs an issuer, such as https://login.example.com'],
    [[issuer, issuer, '--client-id', 'a'], 'audit takes one issuer, and got 2'],
    [[issuer], 'audit needs --client-id: a client that may use the device grant'],
    [
      ['login.example.com', '--client-id', 'a'],
      'the issuer is an address such as https://login.example.com, and not "login.example.com"',
    ],
    [['https://a:b@login.example.com', '--client-id', 'a'], 'the issuer is an address without a password'],
    [['ftp://a:b@login.example.com', '--client-id', 'a'], 'the issuer is an address without a password'],
    [[`${issuer}/#a`, '--client-id', 'a'], 'the issuer is an address without a fragment'],
  ])('%j are refused: %s', (words, message) => {
    expect(() => read(...words)).toThrow(new UsageError(message))
  })

  it.each<[readonly string[], string]>([
    [
      ['--client-secret', 'a', '--client-secret-env', 'SECRET'],
      '--client-secret and --client-secret-env name one secret: write one of them',
    ],
    [['--client-method', 'client_secret_post'], '--client-method is for a client with a secret'],
    [
      ['--client-secret', 'a', '--client-method', 'client_secret_pots'],
      '--client-method takes client_secret_basic or client_secret_post, and not "client_secret_pots". Did you mean client_secret_post?',
    ],
    [['--client-secret-env', 'EMPTY'], `--client-secret-env ${noVariable}`],
    [['--client-secret-env', 'hunter2-is-my-secret'], `--client-secret-env ${noVariable}`],
    [['--client-secret-env', 'toString'], `--client-secret-env ${noVariable}`],
    [['--client-secret-env', '__proto__'], `--client-secret-env ${noVariable}`],
    [['--other-client-secret-env', 'NONE'], `--other-client-secret-env ${noVariable}`],
    [['--other-client-secret-env', 'OTHER'], '--other-client-secret-env needs --other-client-id'],
    [
      ['--token-endpoint', '/token'],
      '--token-endpoint is an address such as https://login.example.com, and not "/token"',
    ],
    [
      ['--allow-origin', 'https://a.example,*'],
      '--allow-origin is an address such as https://login.example.com, and not "*"',
    ],
    [['--only', ','], '--only needs an audit, or a group such as "poll"'],
    [['--only', 'poll,codes-serve'], 'there is no audit "codes-serve": --list shows all. Did you mean codes-served?'],
    [['--only', 'pol'], 'there is no audit "pol": --list shows all. Did you mean poll?'],
    [['--pace', '60001'], '--pace takes a whole number from 0 to 60000, and not "60001"'],
    [['--pace', '1e3'], '--pace takes a whole number from 0 to 60000, and not "1e3"'],
    [['--timeout', '0'], '--timeout takes a whole number from 1 to 600, and not "0"'],
    [['--wait', '0.5'], '--wait takes a whole number from 0 to 3600, and not "0.5"'],
    [['--max-requests', '0'], '--max-requests takes a whole number from 1 to 100000, and not "0"'],
    [['--max-time', '86401'], '--max-time takes a whole number from 1 to 86400, and not "86401"'],
    [['--pace=-1'], '--pace takes a whole number from 0 to 60000, and not "-1"'],
  ])('%j are refused: %s', (words, message) => {
    expect(() => withClient(...words)).toThrow(new UsageError(message))
  })
})
