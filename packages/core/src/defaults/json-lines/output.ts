/** The part of a stream of Node that is used here. */
export interface Output {
  write(text: string, done: (failure?: Error | null) => void): unknown
  on(event: 'error', listener: () => void): unknown
  listeners(event: 'error'): readonly unknown[]
}

/** Returns a function that writes lines to a stream. Its promise rejects if the line cannot be written. */
export function writeTo(output: Output): (line: string) => Promise<void> {
  // Every sink adds the same listener, so a stream has one.
  if (!output.listeners('error').includes(knownFailure)) output.on('error', knownFailure)
  return (line) =>
    new Promise((resolve, reject) => {
      output.write(line, (failure) => (failure ? reject(failure) : resolve()))
    })
}

// Without a listener Node ends the process when the reader of its output has ended (EPIPE). The callback of `write` gets the failure.
function knownFailure(): void {}
