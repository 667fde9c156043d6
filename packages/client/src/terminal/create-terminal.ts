import type { DeviceClient, LoginOptions } from '../device-client.js'
import { DeviceLoginError } from '../failures/device-login-error.js'
import { explain } from '../failures/explain.js'
import type { ClientEvent } from '../login/events.js'
import type { LoginWish } from '../login/start-login.js'
import type { Identity } from '../session/who-am-i.js'
import { systemTime } from '../time/time.js'
import { openByPackage } from './browser.js'
import { exitCodeOf, exitCodesOfSignals } from './exit-codes.js'
import { createHumanVoice } from './human-voice.js'
import { createJsonVoice } from './json-voice.js'
import { looksOf } from './looks.js'
import { listenForStop, type StopListener } from './stop-signals.js'
import type { Surroundings } from './surroundings.js'

/** The options of `createTerminal`. */
export interface TerminalOptions {
  /** The command that signs in, such as `mycli login`. Messages name it. */
  readonly command?: string
  /**
   * Whether a program reads the output. Then each line of it is a JSON object, and nothing is drawn or opened.
   *
   * @defaultValue `false`
   */
  readonly json?: boolean
  /**
   * Whether a QR code of the address is drawn. It needs the package `uqr`. Addresses of this computer never have one.
   *
   * @defaultValue `auto`: in a terminal
   */
  readonly qr?: boolean | 'auto'
  /**
   * Whether the browser is opened. It needs the package `open`. Only https addresses and those of this computer are opened.
   *
   * @defaultValue `auto`: in a terminal of this computer that has a display, unless `CI` is set or `BROWSER` is `none`
   */
  readonly open?: boolean | 'auto'
  /**
   * Whether texts have colors.
   *
   * @defaultValue `auto`: by `FORCE_COLOR`, `NO_COLOR`, `TERM` and the stream
   */
  readonly color?: boolean | 'auto'
  /**
   * What a test replaces.
   *
   * @defaultValue the streams, the environment and the signals of this process, and the clocks of the system
   */
  readonly surroundings?: Partial<Surroundings>
}

/** What a command line has around a sign-in. */
export interface Terminal {
  /** For `onEvent` of the client. */
  onEvent(event: ClientEvent): void
  /** For `login`, where `signIn` does not fit. */
  readonly prompts: Required<Pick<LoginOptions, 'show' | 'askNumber'>>
  /** Signs the person in, and says who is signed in. See `run` for failures and signals. */
  signIn(client: Pick<DeviceClient, 'login'>, wish?: LoginWish): Promise<Identity | undefined>
  /**
   * Runs some work. Ctrl-C and SIGTERM abort its signal, and end the process at once when they come again. If the work
   * fails, it reports the failure like `fail` and resolves with nothing.
   */
  run<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result | undefined>
  /** Says who is signed in. */
  signedIn(identity: Identity): void
  /** Says in one sentence what happened, and sets `process.exitCode` by `exitCodes`. */
  fail(error: unknown): void
}

/**
 * Makes everything that a command line needs around `login`. What people read goes to the stream of errors, because the
 * output of a command may go into a file or into another program. Only the lines of `json` go to the output.
 *
 * @example
 * ```ts
 * const terminal = createTerminal({ command: 'mycli login', json: process.argv.includes('--json') })
 * const auth = createDeviceClient({
 *   issuer: 'https://login.example.com',
 *   clientId: 'mycli',
 *   tokens: memoryTokens(),
 *   onEvent: terminal.onEvent,
 * })
 * await terminal.signIn(auth)
 * ```
 */
export function createTerminal(options: TerminalOptions = {}): Terminal {
  const { command, json = false, qr = 'auto', open = 'auto', color = 'auto' } = options
  const surroundings = surroundingsOf(options.surroundings)
  const { stderr, env, process } = surroundings
  const voice = json
    ? createJsonVoice(surroundings)
    : createHumanVoice(surroundings, looksOf(stderr, env, color), { qr, open })

  function report(error: unknown, isAnnounced: boolean): void {
    const code = error instanceof DeviceLoginError ? error.code : 'fault'
    voice.failed({ code, message: explain(error, command === undefined ? {} : { command }), isAnnounced })
  }

  function fail(error: unknown): void {
    report(error, false)
    process.exitCode = exitCodeOf(error)
  }

  function failUnlessStopped(error: unknown, stop: StopListener): void {
    const received = stop.received()
    if (received === undefined || !isAborted(error, stop.signal)) return fail(error)
    report(new DeviceLoginError({ code: 'aborted' }, { cause: error }), true)
    process.exitCode = exitCodesOfSignals[received]
  }

  const terminal: Terminal = {
    onEvent: voice.onEvent,
    prompts: { show: voice.show, askNumber: voice.askNumber },
    signIn: (client, wish = {}) =>
      terminal.run(async (signal) => {
        const identity = await client.login({ ...wish, ...terminal.prompts, signal })
        voice.signedIn(identity)
        return identity
      }),
    async run(work) {
      const stop = listenForStop(process, voice.stopping)
      voice.begin()
      try {
        return await work(stop.signal)
      } catch (thrown) {
        failUnlessStopped(thrown, stop)
        return undefined
      } finally {
        voice.rest()
        stop.close()
      }
    },
    signedIn: voice.signedIn,
    fail,
  }
  return terminal
}

function surroundingsOf(replaced: Partial<Surroundings> = {}): Surroundings {
  const { stdout, stderr, env, platform } = process
  return {
    // Node.js opens the input when it is read, so a command that asks for nothing leaves it alone.
    get stdin() {
      return process.stdin
    },
    stdout,
    stderr,
    env,
    platform,
    process,
    time: systemTime,
    openAddress: openByPackage,
    ...replaced,
  }
}

function isAborted(error: unknown, signal: AbortSignal): boolean {
  if (error instanceof DeviceLoginError) return error.code === 'aborted'
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError')
}
