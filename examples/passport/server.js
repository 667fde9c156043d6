// A server with a sign-in of its own, by passport and express-session. The page of devicegrant uses that session.

import { randomBytes } from 'node:crypto'
import { expressMiddleware, expressRequestOf } from '@devicegrant/adapter-express'
import { createDeviceGrant, safeReturnTo } from '@devicegrant/core'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import express from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy } from 'passport-local'
import { findUser, findUserByPassword } from './users.js'

const port = Number(process.env.PORT ?? 8080)
const issuer = `http://127.0.0.1:${port}`
const secret = process.env.DEVICEGRANT_SECRET ?? randomBytes(32).toString('hex')

/** @typedef {{ id: string, signedInAt: number }} SignedIn  What passport keeps in the session, and gives as request.user. */

passport.use(
  new Strategy((username, password, done) => {
    findUserByPassword(username, password).then(
      (user) => done(null, user && { id: user.id, signedInAt: Date.now() }),
      done,
    )
  }),
)
passport.serializeUser((user, done) => done(null, user))
passport.deserializeUser((/** @type {SignedIn} */ user, done) => done(null, findUser(user.id) ? user : false))

const sessionStore = new session.MemoryStore()

const grant = createDeviceGrant({
  issuer,
  secret,
  stores: createMemoryStores(),
  tokens: createJwtIssuer({ keys: [await generateSigningKey()] }),
  clients: [{ clientId: 'mycli', name: 'My CLI', scopes: ['read', 'offline_access'] }],
  accounts: {
    findAccount(subject) {
      const user = findUser(subject)
      return user && { subject: user.id, username: user.name }
    },
  },
  hostSessions: {
    find(request) {
      const { user, sessionID } = expressRequestOf(request) ?? {}
      const signedIn = /** @type {SignedIn | undefined} */ (user)
      return signedIn && sessionID !== undefined
        ? { subject: signedIn.id, sessionId: sessionID, authenticatedAt: signedIn.signedInAt }
        : undefined
    },
    signInUrl: (returnTo) => `/sign-in?${new URLSearchParams({ return_to: returnTo })}`,
    endAll: endSessionsOf,
  },
  page: {
    serviceName: 'My service',
    scopeDescriptions: { read: 'Read your things', offline_access: 'Stay signed in' },
  },
})

const app = express()
// The session comes first, so that devicegrant sees it.
app.use(
  session({
    store: sessionStore,
    secret,
    name: 'my-session',
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: issuer.startsWith('https:'), maxAge: 8 * 60 * 60 * 1000 },
  }),
)
app.use(passport.session())
app.use(expressMiddleware(grant))

app.get('/sign-in', (request, response) => {
  response.send(signInForm(request.query.return_to, request.query.failed !== undefined))
})
app.post('/sign-in', refuseOtherOrigins, express.urlencoded({ extended: false }), (request, response, next) => {
  const back = safeReturnTo(request.query.return_to, '/')
  passport.authenticate('local', (/** @type {unknown} */ fault, /** @type {SignedIn | false} */ user) => {
    if (fault) return next(fault)
    if (!user) return response.redirect(303, `/sign-in?${new URLSearchParams({ return_to: back, failed: '' })}`)
    // passport makes a new session here, so a session that was known before the sign-in is worth nothing.
    request.logIn(user, (failure) => (failure ? next(failure) : response.redirect(303, back)))
  })(request, response, next)
})
app.post('/sign-out', refuseOtherOrigins, (request, response, next) => {
  request.logOut((fault) => (fault ? next(fault) : response.redirect(303, '/')))
})
app.get('/', (request, response) => {
  const user = findUser(/** @type {SignedIn | undefined} */ (request.user)?.id)
  response.send(user ? `Signed in as ${user.name}.` : '<a href="/sign-in">Sign in</a>')
})
app.listen(port, '127.0.0.1', (fault) => {
  if (fault) throw fault // Express 5 passes it, for example if the port is in use
  console.log(`open ${issuer}/device`)
})

/** @param {unknown} returnTo @param {boolean} failed */
function signInForm(returnTo, failed) {
  const action = `/sign-in?${new URLSearchParams({ return_to: safeReturnTo(returnTo, '/') })}`
  return `<!doctype html>
<html lang="en"><title>Sign in</title><main>
<h1>Sign in to My service</h1>
${failed ? '<p role="alert">The username or the password is wrong.</p>' : ''}
<form method="post" action="${action.replaceAll('&', '&amp;')}">
<p><label>Username <input name="username" autocomplete="username" required></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<button>Sign in</button>
</form></main></html>`
}

/**
 * Without this, a page of another site could sign a person in to an account of the attacker.
 *
 * @param {express.Request} request
 * @param {express.Response} response
 * @param {express.NextFunction} next
 */
function refuseOtherOrigins(request, response, next) {
  const site = request.headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin') next()
  else response.status(403).send('This form belongs to another page.')
}

/**
 * Ends all sessions of an account. Called when a person signs out everywhere at /device/linked.
 *
 * @param {string} subject
 * @returns {Promise<void>}
 */
function endSessionsOf(subject) {
  return new Promise((resolve, reject) => {
    sessionStore.all((fault, sessions) => {
      if (fault) return reject(fault)
      for (const [id, data] of Object.entries(sessions ?? {})) {
        if (JSON.parse(JSON.stringify(data)).passport?.user?.id === subject) sessionStore.destroy(id)
      }
      resolve()
    })
  })
}
