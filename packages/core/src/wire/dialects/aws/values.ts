import * as z from 'zod'
import { readScope } from '../../../machine/scope.js'

/** Scope values in a list. */
export const scopeList = z.array(z.string()).superRefine((values, context) => {
  if (values.every((value) => readScope(value)?.[0] === value)) return
  context.addIssue({ code: 'custom', params: { problem: 'invalidScope' } })
})

/** The grant type as an example of the documents spells it. Their text spells it as RFC 8628. */
export const spelledWithDash = 'urn:ietf:params:oauth:grant-type:device-code'
