import { describe, expect, it } from 'vitest'
import { scryptVerifier } from './scrypt.js'

const verifier = scryptVerifier()

// Vectors of RFC 7914 §12 and of passlib.
const rfc =
  '$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA'
const passlib = '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E'

describe('a scrypt hash', () => {
  it.each([
    ['of RFC 7914', rfc],
    ['of passlib', passlib],
  ])('%s matches its password only', async (_, hash) => {
    expect(await verifier.verify(hash, 'password')).toBe(true)
    for (const wrong of ['', 'passwore', 'password ', 'Password']) {
      expect(await verifier.verify(hash, wrong)).toBe(false)
    }
  })

  it('of the cost that OWASP recommends is computed', async () => {
    expect(await verifier.verify(passlib.replace('ln=16', 'ln=17'), 'password')).toBe(false)
  })

  it.each([
    ['of a gigabyte', rfc.replace('ln=10', 'ln=20')],
    ['of N = 2^99', rfc.replace('ln=10', 'ln=99')],
    ['of large blocks', rfc.replace('r=8', 'r=9999')],
    ['of many lanes', passlib.replace('p=1', 'p=9')],
    [
      'of small blocks and very many lanes',
      '$scrypt$ln=10,r=1,p=9999$TmFDbA$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
    ],
  ])('%s is refused before anything is computed', async (_, hash) => {
    await expect(verifier.verify(hash, 'password')).rejects.toThrow(
      /^scrypt: the stored hash needs more memory or time than allowed$/,
    )
  })

  it.each([
    ['without a tag', '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$'],
    ['with a tag of 8 bytes', '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjM'],
    ['with one parameter too few', passlib.replace(',p=1', '')],
    ['with N instead of its logarithm', passlib.replace('ln=16', 'n=65536')],
    ['of N = 1', passlib.replace('ln=16', 'ln=0')],
    ['without blocks, for which Node uses eight', passlib.replace('r=8', 'r=0')],
    ['without lanes, for which Node uses one', passlib.replace('p=1', 'p=0')],
    ['with padding', `${passlib}=`],
    ['with a line break after it', `${passlib}\n`],
  ])('%s is refused and not repeated', async (_, hash) => {
    const refusal: unknown = await verifier.verify(hash, 'password').catch((error: unknown) => error)
    expect(String(refusal)).toMatch(/^Error: scrypt: the stored hash is not of the form/)
    expect(String(refusal)).not.toContain('aM15713r')
  })

  it('with an N that is too large for its blocks is an error and never a wrong password', async () => {
    await expect(verifier.verify(passlib.replace('r=8', 'r=1'), 'password')).rejects.toThrow()
  })
})
