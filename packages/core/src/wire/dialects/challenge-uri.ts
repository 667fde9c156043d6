import * as z from 'zod'

/** The member that `writeProblem` adds to a problem with a challenge, in every dialect. Our choice: no system documents it. */
export const challengeMember = {
  challenge_uri: z
    .url()
    .optional()
    .describe('A page on which a person can pass a challenge. After it the request is accepted once.'),
}
