import { cannotAsk, readLine } from './ask-line.js'
import { canOpenBrowser, isNotInstalled, mayBeOpened } from './browser.js'
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
  let isRunning = false
  let waitingText = waiting
  let expiresAt = 0
  let isAnswered = true

  function startWaiting(): void {
    // `rest` ends the drawing. Without `begin`, there is no `rest`.
    if (isRunning && looks.canRedraw) lastLine.wait(waitingText, expiresAt)
    else lastLine.print(`${waitingText} The code expires in ${durationInWords(expiresAt - time.now())}.`)
  }

  function hearNoAnswer(): void {
    if (looks.canRedraw) lastLine.change(noAnswer)
    // One line for each time without answers, and not for each poll.
    else if (isRunning && isAnswered) lastLine.print(noAnswer)
    isAnswered = false
  }

  function hearAnswer(): void {
    isAnswered = true
    lastLine.change(waitingText)
  }

  async function openBrowser(address: string): Promise<void> {
    const isWanted = wishes.open === 'auto' ? canOpenBrowser(surroundings, looks.isTerminal) : wishes.open
    if (!isWanted || !mayBeOpened(address)) return
    const sayWhileRunning = (line: string) => isRunning && lastLine.print(line)
    const fail = () => sayWhileRunning('The browser could not be opened. Open the address yourself.')
    try {
      await surroundings.openAddress(address, fail)
      sayWhileRunning('The browser was opened. Check that its page shows this code.')
    } catch (thrown) {
      // `auto` works without the optional package.
      if (wishes.open === true || !isNotInstalled(thrown)) fail()
    }
  }

  return {
    begin() {
      isRunning = true
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
      void openBrowser(address)
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
      if (isRunning) lastLine.wait(waitingText, expiresAt)
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
      isRunning = false
    },
  }
}

function requireTerminal({ stdin }: Surroundings): void {
  if (stdin.isTTY !== true) throw cannotAsk('its input is no terminal')
}
