/** Signs in, and returns a function that calls the API of glewlwyd with the cookie of that session. */
export async function signIn(api, username, password) {
  let cookie = ''

  async function call(method, path, body) {
    const response = await fetch(api + path, {
      method,
      redirect: 'manual',
      headers: { Cookie: cookie, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (response.status >= 400) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response
  }

  const signedIn = await call('POST', '/auth/', { username, password })
  cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return call
}
