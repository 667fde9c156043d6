/** What a person is asked. */
export interface DecisionRequest {
  readonly decision: 'approve' | 'deny'
  readonly userCode: string
  readonly verificationUri: string
  readonly verificationUriComplete: string | undefined
}

/** Decides as a person would. Resolves when the server has the decision, and rejects if it has not. */
export type Decide = (request: DecisionRequest) => Promise<void>
