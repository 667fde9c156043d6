import { spawn } from 'node:child_process'

// A line is the word that all is well; the end of the input without one means that whoever held the leash is dead.
const script = 'read -r line || { kill -9 "$1"; test -z "$2" || rm -rf "$2"; }'

/** The program that waits for its input to end, then kills a process and removes the directory if one is given. */
export function leashCommand(pid: number, directory?: string): readonly [string, ...string[]] {
  return ['/bin/sh', '-c', script, 'leash', String(pid), directory ?? '']
}

/**
 * Kills a process when this one ends, however it ends: no handler of ours would run if it were killed itself. Returns
 * what lets go of the process, to be called as soon as it has exited, since its number may then be given to another.
 */
export function leash(pid: number, directory?: string): () => void {
  const [shell, ...words] = leashCommand(pid, directory)
  // In a group of its own: Ctrl-C must not cut the leash before it has done its duty.
  const holder = spawn(shell, words, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  holder.unref()
  // Whoever kills the shell from outside has no need of it any more.
  holder.stdin.on('error', () => {})
  return () => void holder.stdin.end('well\n')
}
