import { defaultPolicy } from '../machine/policy.js'
import { day } from '../machine/time.js'
import type { ApprovalNotices } from '../service/guards/approval-notices.js'
import { noticeParameter, notMeStep, withParameter } from '../verification/places.js'
import type { ResolvedOptions } from './resolve-options.js'
import type { Place } from './routes.js'

/** Returns how people hear of their approvals, or `undefined` if the host has no function for it. */
export function approvalNoticesOf(
  { approvalNotices, policy }: ResolvedOptions,
  { baseUrl, dialects }: Place,
): ApprovalNotices | undefined {
  if (approvalNotices === undefined) return undefined
  const { refreshLifetime } = { ...defaultPolicy, ...policy }
  const { linkLifetime = Math.min(refreshLifetime, 365 * day) } = approvalNotices
  return {
    send: (notice) => approvalNotices.send(notice),
    linkLifetime,
    notMeUrl(dialect, token) {
      const { verification } = dialects.find(({ name }) => name === dialect) ?? dialects[0] ?? {}
      return withParameter(`${baseUrl}${verification?.path ?? ''}${notMeStep}`, noticeParameter, token)
    },
  }
}
