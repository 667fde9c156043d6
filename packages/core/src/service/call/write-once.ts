/** Writes to a store. Resolves to what the store reports: whether the write took effect. */
type Write = () => Promise<boolean>

/** Reads a store. Resolves to whether the stored record is the written one. */
type IsStored = () => Promise<boolean>

/**
 * Writes once, and resolves to whether the record is stored. A database client may lose the reply to a write that took
 * effect, or send it twice and receive only the second reply. So a write counts as failed only after a look at the
 * store.
 */
export async function writeOnce(write: Write, isStored: IsStored): Promise<boolean> {
  return (await writeUnlessLost(write, isStored)) || isStored()
}

/** The same, but `false` from the store is final, because two requests may make the same write. */
export async function writeUnlessLost(write: Write, isStored: IsStored): Promise<boolean> {
  try {
    return await write()
  } catch (fault) {
    if (await isStored()) return true
    throw fault
  }
}
