import { codeInQuery } from '../places.js'
import { showCodeForm } from './code-step.js'
import { showConfirm } from './confirm-step.js'
import type { ViewStep } from './step.js'

/**
 * The page's own address. A link with a code leads to the page that shows this code, asks whether the device shows the
 * same one, and takes the decision (RFC 8628 §3.3.1 and §5.4). Without a code, the page asks for one.
 */
export const showStart: ViewStep = (parts, request, call) =>
  codeInQuery(parts, request).userCode === '' ? showCodeForm(parts, request, call) : showConfirm(parts, request, call)
