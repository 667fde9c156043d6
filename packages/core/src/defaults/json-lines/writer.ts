/**
 * Returns a function that writes lines and never fails. The first failure is printed to standard error. `lossOf` makes the line
 * that says how many lines were lost before it.
 */
export function createWriter(
  write: (line: string) => void | Promise<void>,
  lossOf: (lost: number) => string,
): (line: string) => void {
  let lost = 0
  let isPrinted = false
  const attempt = (line: string, worth: number): void => {
    const fail = (failure: unknown): void => {
      lost += worth
      if (!isPrinted) console.error('devicegrant: the log cannot be written:', failure)
      isPrinted = true
    }
    try {
      const written: unknown = write(line)
      if (written !== undefined) Promise.resolve(written).catch(fail)
    } catch (failure) {
      fail(failure)
    }
  }
  return (line) => {
    const before = lost
    lost = 0
    if (before > 0) attempt(lossOf(before), before)
    attempt(line, 1)
  }
}
