/** Runs what a try is for, and gives the try back if that fails: an outage says nothing about a guess. */
export async function refundOnFault<Result>(
  tries: { refund(): Promise<void> },
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run()
  } catch (fault) {
    await tries.refund()
    throw fault
  }
}
