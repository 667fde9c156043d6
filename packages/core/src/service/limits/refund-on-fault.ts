/** Runs what a try is for, and gives the try back if that fails: an outage shows no one whether a guess was right. */
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
