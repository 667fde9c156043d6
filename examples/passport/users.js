// The users of the host. Replace this file by your table.

import { createArgon2Hasher } from '@devicegrant/core/argon2'

const hasher = createArgon2Hasher()
const users = [{ id: 'user-1', name: 'alice', passwordHash: await hasher.hash('correct horse battery staple') }]
// A name that does not exist takes as long as a wrong password.
const decoy = await hasher.hash('the password of no account')

/** @param {string | undefined} id */
export function findUser(id) {
  return users.find((user) => user.id === id)
}

/**
 * Resolves to the user with this name and password, or to `false`.
 *
 * @param {string} name
 * @param {string} password
 */
export async function findUserByPassword(name, password) {
  const user = users.find((each) => each.name === name)
  const isRight = await hasher.verify(user?.passwordHash ?? decoy, password)
  return user !== undefined && isRight ? user : false
}
