import type { DecisionRequest } from '@devicegrant/conformance'

const longestAddress = 2000

/** Throws if the user code, which the server chooses, could be an option or an order on a command line. */
export function refuseStrangeCode({ userCode }: Pick<DecisionRequest, 'userCode'>): void {
  if (!/^\w[\w.:~ -]{0,99}$/.test(userCode)) {
    throw new Error('the user code has characters that are no part of a word on a command line, or more than 100')
  }
}

/** Throws if a verification URI, which the server chooses, is none that a browser may open. */
export function refuseStrangeAddresses({ verificationUri, verificationUriComplete }: DecisionRequest): void {
  for (const address of [verificationUri, verificationUriComplete ?? verificationUri]) {
    if (address.length > longestAddress || !/^https?:\/\/[\x21-\x7e]+$/i.test(address) || !URL.canParse(address)) {
      throw new Error(`a verification URI is no address of HTTP, or has more than ${longestAddress} characters`)
    }
  }
}
