/** How a write to a store is told from somebody else's. */
export interface OwnWrite {
  /** The write itself: whether it took effect, as the store says. */
  write(): Promise<boolean>
  /** Whether what is stored now is what was written. */
  isStored(): Promise<boolean>
}

/**
 * Writes once, and says whether it is done. A store's client may lose the reply to a write that took effect, or send it
 * twice and hear of the second one only, so before a write is called lost, what is stored is looked at.
 */
export async function writeOnce(own: OwnWrite): Promise<boolean> {
  return (await writeUnlessLost(own)) || own.isStored()
}

/** The same where a plain no is to be believed, because the same write may rightly come from two sides. */
export async function writeUnlessLost({ write, isStored }: OwnWrite): Promise<boolean> {
  try {
    return await write()
  } catch (fault) {
    if (await isStored()) return true
    throw fault
  }
}
