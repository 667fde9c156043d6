import { cannotAsk, readLine } from './ask-line.js'
import { canOpenBrowser, isNotInstalled, mayBeOpened, openPatiently } from './browser.js'
import { createLastLine } from './last-line.js'
import type { Looks } from './looks.js'
import { promptLines, safePrompt } from './prompt-lines.js'
import { qrCodeOf } from './qr-code.js'
import type { Surroundings } from './surroundings.js'
import type { Voice } from './voice.js'
import { checkingNumber, durationInWords, nameOf, noAnswer, waiting, wordsOf } from './words.js'

/** What the developer has chosen. */
export interface HumanWishes {
  readonly qr: boolean | 'auto'
  readonly open: boolean | 'auto'
}

/** Speaks to a person on the stream of errors: the output of a command may go into a file or into another program. */
export function createHumanVoice(surroundings: Surroundings, looks: Looks, wishes: HumanWishes): Voice {
  const { stderr, time } = surroundings
  const lastLine = createLastLine(stderr, time, looks.canRedraw)
  let running: AbortController | undefined
  let waitingText = waiting
  let expiresAt = 0
  let isAnswered = true

  function startWaiting(): void {
    // `rest` ends the drawing. Without `begin`, there is no `rest`.
    if (running !== undefined && looks.canRedraw) lastLine.wait(waitingText, expiresAt)
    else lastLine.print(`${waitingText} The code expires in ${durationInWords(expiresAt - time.now())}.`)
  }

  function hearNoAnswer(): void {
    if (looks.canRedraw) lastLine.change(noAnswer)
    // One line for each time without answers, and not for each poll.
    else if (running !== undefined && isAnswered) lastLine.print(noAnswer)
    isAnswered = false
  }

  function hearAnswer(): void {
    isAnswered = true
    lastLine.change(waitingText)
  }

  async function offerBrowser(address: string): Promise<void> {
    const isWanted = wishes.open === 'auto' ? canOpenBrowser(surroundings, looks.isTerminal) : wishes.open
    if (!isWanted || !mayBeOpened(address)) return
    const say = (line: string) => running !== undefined && lastLine.print(line)
    try {
      await openPatiently(surroundings, address, running?.signal, () =>
        say('The browser was opened. Check that its page shows this code.'),
      )
    } catch (thrown) {
      // `auto` works without the optional package.
      if (wishes.open === true || !isNotInstalled(thrown)) {
        say('The browser could not be opened. Open the address yourself.')
      }
    }
  }

  return {
    begin() {
      running = new AbortController()
      isAnswered = true
      waitingText = waiting
    },
    async show(given) {
      const prompt = safePrompt(given)
      if (prompt.isNumberWanted) requireTerminal(surroundings)
      expiresAt = prompt.expiresAt
      const address = prompt.completeUri ?? prompt.uri
      const isQrWanted = wishes.qr === 'auto' ? looks.isTerminal : wishes.qr
      const qrCode = isQrWanted ? await qrCodeOf(address, stderr, looks) : []
      for (const line of promptLines(prompt, qrCode, looks)) lastLine.print(line)
      startWaiting()
      // An opener can be slow, and the sign-in does not wait for it.
      void offerBrowser(address)
    },
    onEvent(event) {
      const words = wordsOf(event)
      if (words !== undefined) lastLine.print(words)
      if (event.type === 'retrying') hearNoAnswer()
      if (event.type === 'pending' || event.type === 'slowedDown') hearAnswer()
    },
    async askNumber({ attempt, signal }) {
      requireTerminal(surroundings)
      lastLine.ask(`${attempt === 1 ? '' : 'This number is wrong. '}Type the number that the page shows: `)
      const number = await readLine(surroundings.stdin, signal)
      lastLine.answered()
      waitingText = checkingNumber
      if (running !== undefined) lastLine.wait(waitingText, expiresAt)
      return number
    },
    signedIn(identity) {
      lastLine.clear()
      const name = nameOf(identity)
      lastLine.print(
        name === undefined ? looks.good('Signed in.') : `${looks.good('Signed in as')} ${looks.strong(name)}`,
      )
    },
    stopping() {
      lastLine.clear()
      lastLine.print('Canceled.')
    },
    failed({ message, isAnnounced }) {
      lastLine.clear()
      if (!isAnnounced) lastLine.print(looks.bad(message))
    },
    rest() {
      lastLine.clear()
      running?.abort()
      running = undefined
    },
  }
}

function requireTerminal({ stdin }: Surroundings): void {
  if (stdin.isTTY !== true) throw cannotAsk('its input is no terminal')
}
