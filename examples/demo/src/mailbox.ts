import type { ApprovalNotice } from '@devicegrant/core'
import { type HostRoute, json } from './routes.js'

/** A mail as its person would get it. */
export interface Mail {
  readonly subject: string
  readonly text: string
}

/** What a host has that sends mails. The demo keeps them in the memory of its process. */
export interface Mailbox {
  send(notice: ApprovalNotice): void
  /** Lets every caller read the last mails of an account, as a person would in their own mailbox. */
  readonly route: HostRoute
}

const kept = 20

/** Creates the mailboxes of the accounts. */
export function createMailbox(): Mailbox {
  const mails = new Map<string, readonly Mail[]>()
  return {
    send(notice) {
      const { username } = notice
      mails.set(username, [mailOf(notice), ...(mails.get(username) ?? [])].slice(0, kept))
    },
    route: {
      method: 'GET',
      path: '/demo/mails/:name',
      respond: async ({ name }) => json(200, { mails: mails.get(name) ?? [] }),
    },
  }
}

// Plain text: the device chose its label.
function mailOf({ client, requester, approvedAt, notMeUrl }: ApprovalNotice): Mail {
  const { label, userAgent = 'without a name', ip = 'unknown' } = requester
  const lines = [
    `${client.name} can use your account since ${new Date(approvedAt).toUTCString()}.`,
    `The device calls itself "${label ?? userAgent}", at the address ${ip}.`,
    'If that was you, there is nothing to do.',
    `If it was not, end its access now: ${notMeUrl}`,
  ]
  return { subject: 'A new device uses your account', text: lines.join('\n') }
}
