import type { ChildProcess } from 'node:child_process'
import { isSafeAddress } from '../server/addresses.js'
import type { Duration } from '../time/time.js'
import type { OpenAddress, Surroundings } from './surroundings.js'

type Environment = Surroundings['env']

/** Whether a browser that is opened here would be seen by the person. */
export function canOpenBrowser(
  { env, platform }: Pick<Surroundings, 'env' | 'platform'>,
  isTerminal: boolean,
): boolean {
  if (!isTerminal || isAutomatic(env) || isRemote(env)) return false
  if (env['BROWSER']?.toLowerCase() === 'none') return false
  // On these systems a signed-in person has a display.
  if (platform === 'win32' || platform === 'darwin') return true
  return hasValue(env, 'DISPLAY', 'WAYLAND_DISPLAY') || isWsl(env)
}

function isAutomatic(env: Environment): boolean {
  return hasValue(env, 'CI')
}

function isRemote(env: Environment): boolean {
  return hasValue(env, 'SSH_CONNECTION', 'SSH_TTY', 'SSH_CLIENT')
}

/** The Windows Subsystem for Linux opens the browser of Windows. */
function isWsl(env: Environment): boolean {
  return hasValue(env, 'WSL_DISTRO_NAME', 'WSL_INTEROP')
}

function hasValue(env: Environment, ...names: readonly string[]): boolean {
  return names.some((name) => (env[name] ?? '') !== '')
}

/** Whether an address may be given to a browser: the opener of a system also starts programs. */
export function mayBeOpened(address: string): boolean {
  return URL.canParse(address) && isSafeAddress(new URL(address))
}

/** Opens an address with the package `open`, an optional peer. */
export const openByPackage: OpenAddress = async (address) => {
  const { default: open } = await import('open')
  const opener = await open(address)
  // A system without a browser is known only when its opener ends.
  const code = opener.exitCode ?? (await exitCodeOfOpener(opener))
  if (code !== null && code !== 0) throw new Error(`the opener of the system has ended with ${code}`)
}

function exitCodeOfOpener(opener: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => opener.once('exit', resolve))
}

const patience: Duration = 3_000

/**
 * Opens an address, and calls `onOpened` when the opener has ended well, or still runs after a while: some openers are the
 * browser itself. Rejects if the opener fails, then or later.
 */
export async function openPatiently(
  { openAddress, time }: Pick<Surroundings, 'openAddress' | 'time'>,
  address: string,
  signal: AbortSignal | undefined,
  onOpened: () => void,
): Promise<void> {
  const ended = new AbortController()
  const stop = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal])
  const opening = openAddress(address).finally(() => ended.abort())
  const late = time.sleep(patience, stop).catch(() => opening) // not late: the opener says how it went
  await Promise.race([opening, late])
  onOpened()
  await opening
}

/** Whether an optional peer is not installed, and not only broken. */
export function isNotInstalled(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND'
}
