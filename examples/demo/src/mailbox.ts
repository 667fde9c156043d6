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

/** Returns the mail about an approval. The words of strangers come after the link, so that none of them can pose as the link. */
export function mailOf({ client, requester, approvedAt, notMeUrl }: ApprovalNotice): Mail {
  const { label, userAgent, ip = 'unknown' } = requester
  const lines = [
    `A device can use your account since ${new Date(approvedAt).toUTCString()}.`,
    'If that was you, there is nothing to do. If it was not, end its access now:',
    notMeUrl,
    `It uses ${plainName(client.name)}, calls itself "${plainName(label ?? userAgent)}", and has the address ${ip}.`,
  ]
  return { subject: 'A new device uses your account', text: lines.join('\n') }
}

// Mail programs make a link of each text that looks like one, so no sign of a link or of a quote is left.
function plainName(text = ''): string {
  const kept = text.replace(/[^\p{L}\p{M}\p{N} ().,_-]|\.(?!\p{N})/gu, ' ').replace(/ +/g, ' ')
  return [...kept].slice(0, 60).join('').trim() || 'without a name'
}
