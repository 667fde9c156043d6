import { spawn } from 'node:child_process'

// A line means that all is well. If the input ends without a line, the process that held the leash is dead.
const script = 'read -r line || { kill -9 "$1"; test -z "$2" || rm -rf "$2"; }'

/** The program that waits for the end of its input, then kills a process and removes the directory, if one is given. */
export function leashCommand(pid: number, directory?: string): readonly [string, ...string[]] {
  return ['/bin/sh', '-c', script, 'leash', String(pid), directory ?? '']
}

/**
 * Kills a process when this process ends, also when this process is killed and no handler can run. Returns a function that
 * releases the process. Call it as soon as the process has exited, because the system may then reuse its pid.
 */
export function leash(pid: number, directory?: string): () => void {
  const [shell, ...words] = leashCommand(pid, directory)
  // The shell is in its own process group, so that Ctrl-C does not end it before it has killed the process.
  const holder = spawn(shell, words, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  holder.unref()
  // If another process kills the shell, the error needs no report.
  holder.stdin.on('error', () => {})
  return () => void holder.stdin.end('well\n')
}
