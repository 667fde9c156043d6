// What the servers under test and their load agree on.

export const second = 1_000
export const day = 24 * 60 * 60 * second

export const issuer = 'http://127.0.0.1:8080'
export const clientId = 'bench'
export const person = { username: 'alice', password: 'correct horse battery staple' }
export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code'
