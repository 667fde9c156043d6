import { describe, expect, it } from 'vitest'
import { pbkdf2Verifier } from './pbkdf2.js'

const verifier = pbkdf2Verifier()

// RFC 6070, RFC 7914 §11, the examples of passlib, and Django's own tests.
const passlib = '$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16ODfEsEZeYPGHU3kbrUrvUEXOPimVSQDD44'
const django = 'pbkdf2_sha256$1000000$seasalt$r1uLUxoxpP2Ued/qxvmje7UH9PUJBkRrvf9gGPL7Cps='
const hashes = [
  ['SHA-1', '$pbkdf2$4096$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE', 'password'],
  ['SHA-1 by name', '$pbkdf2-sha1$4096$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE', 'password'],
  [
    'SHA-256, two blocks',
    '$pbkdf2-sha256$80000$TmFDbA$TdzY9guYviGDDO5e8icB+WQaRBjQTAQUrv8Ih2s0q1ah1CWhIlgzVJrbhBtRybMXaicr3ruh0HhHj2Kzl/M8jQ',
    'Password',
  ],
  ['SHA-256 of passlib', passlib, 'password'],
  ['SHA-256 with named parameters', passlib.replace('6400', 'i=6400,l=32'), 'password'],
  [
    'SHA-512',
    '$pbkdf2-sha512$4096$c2FsdA$0Zexsz2wFD4BixLz0dFHnmzevcyXxcD4f2kC4HL0V7UUPzBgJkGz1VzTNZiMs2uEN2Bg7NUy4Dm3QqI5Q0ry1Q',
    'password',
  ],
  ['SHA-256 of Django', django, 'l\u00E8tmein'],
  ['SHA-1 of Django', 'pbkdf2_sha1$30000$seasalt$6/5h7qgEePCUoe8yZfjlzi9SSaw=', 'l\u00E8tmein'],
] as const

describe('a PBKDF2 hash', () => {
  it.each(hashes)('with %s matches its password only', async (_, hash, password) => {
    expect(await verifier.verify(hash, password)).toBe(true)
    for (const wrong of ['', `${password} `, password.toUpperCase()]) {
      expect(await verifier.verify(hash, wrong)).toBe(false)
    }
  })

  it.each([
    ['of a thousand million iterations', passlib.replace('6400', '999999999')],
    ['of more than five million', passlib.replace('6400', '5000001')],
    ['of more than five million in two blocks', hashes[2][1].replace('80000', '2500001')],
    ['of Django, of more than five million', django.replace('1000000', '5000001')],
  ])('%s is refused before anything is computed', async (_, hash) => {
    await expect(verifier.verify(hash, 'password')).rejects.toThrow(
      /^pbkdf2: the stored hash needs more iterations than allowed$/,
    )
  })

  it.each([
    ['without a tag', '$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$'],
    ['with a tag of 8 bytes', '$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16OA'],
    ['without iterations', passlib.replace('$6400', '')],
    ['with zero iterations', passlib.replace('6400', '0')],
    ['with a leading zero', passlib.replace('6400', '06400')],
    ['with iterations of ten digits', passlib.replace('6400', '1000000000')],
    ['with another digest', passlib.replace('sha256', 'md5')],
    ['with a digest named like a property of Object.prototype', passlib.replace('sha256', 'constructor')],
    ['of Django, cut short', django.slice(0, -2)],
    ['of Django, with another digest', django.replace('sha256', 'sha512')],
    ['with a line break after it', `${passlib}\n`],
  ])('%s is refused and not repeated', async (_, hash) => {
    const refusal: unknown = await verifier.verify(hash, 'password').catch((error: unknown) => error)
    expect(String(refusal)).toMatch(/^Error: pbkdf2: the stored hash is not in the form of/)
    expect(String(refusal)).not.toMatch(/6UI|98jZ|seasalt/)
  })
})
