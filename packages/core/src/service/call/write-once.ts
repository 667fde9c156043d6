/** A write whose effect can be verified afterwards. */
export interface OwnWrite {
  /** Writes. Resolves to what the store reports: whether the write took effect. */
  write(): Promise<boolean>
  /** Reads the store. Resolves to whether the stored record is the written one. */
  isStored(): Promise<boolean>
}

/**
 * Writes once, and resolves to whether the record is stored. A database client may lose the reply to a write that took
 * effect, or send it twice and receive only the second reply. So a write counts as failed only after a look at the
 * store.
 */
export async function writeOnce(own: OwnWrite): Promise<boolean> {
  return (await writeUnlessLost(own)) || own.isStored()
}

/** The same, but `false` from the store is final, because two requests may make the same write. */
export async function writeUnlessLost({ write, isStored }: OwnWrite): Promise<boolean> {
  try {
    return await write()
  } catch (fault) {
    if (await isStored()) return true
    throw fault
  }
}
