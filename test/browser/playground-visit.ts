import type { BrowserContext, FrameLocator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** Where the person decides: in the phone of the playground, or on the page in a second window. */
export type Windows = 'one' | 'two'

const alice = { username: 'alice', password: 'correct horse battery staple' }

/** A visit to the playground: what a newcomer does there. */
export class PlaygroundVisit {
  readonly page: Page
  /** What the browser complained about. */
  readonly troubles: string[] = []
  readonly #context: BrowserContext
  readonly #windows: Windows

  private constructor(page: Page, context: BrowserContext, windows: Windows) {
    this.page = page
    this.#context = context
    this.#windows = windows
    page.on('pageerror', ({ message }) => this.troubles.push(message))
    page.on('console', (message) => {
      // A refused poll is an answer with a status like any other. Chromium notes those in its console too.
      if (!message.text().startsWith('Failed to load resource')) this.troubles.push(message.text())
    })
  }

  /** Opens the playground, and chooses how many windows there are. */
  static async open(context: BrowserContext, address: string, windows: Windows = 'one'): Promise<PlaygroundVisit> {
    const visit = new PlaygroundVisit(await context.newPage(), context, windows)
    await visit.page.goto(`${address}/`)
    await visit.page.locator('#playground').waitFor()
    if (windows === 'two') await visit.page.getByLabel('In a second window').check()
    return visit
  }

  /** Turns the television on, in this dialect. */
  async start(dialect: string): Promise<void> {
    await this.page.getByLabel('The device speaks').selectOption(dialect)
    await this.press((await this.phase()) === 'off' ? 'Sign in' : 'Start again')
    await this.sees('code')
    await this.isIn('pending')
  }

  /** Presses a button of the playground. */
  async press(name: string): Promise<void> {
    await this.page.locator('#playground').getByRole('button', { name }).click()
  }

  /** Does what the person does until the code is decided. */
  async decide(decision: 'Approve' | 'Deny'): Promise<void> {
    const place = this.#windows === 'one' ? this.page.frameLocator('#page') : await this.#secondWindow()
    const [decided, onward] = [decision, /^(Sign in|Continue)$/].map((name) => place.getByRole('button', { name }))
    if (decided === undefined || onward === undefined) throw new Error('the page has no buttons')
    await decided.or(onward).waitFor()
    while (await onward.isVisible()) {
      const pressed = (await onward.textContent()) ?? ''
      await this.#fillIn(place)
      await onward.click()
      await place.getByRole('button', { name: pressed, exact: true }).waitFor({ state: 'detached' })
      await decided.or(onward).waitFor()
    }
    await decided.click()
    if ('close' in place) await place.waitForLoadState()
    if ('close' in place) await place.close()
  }

  /** Unlinks the device on the phone, after an approval there. */
  async unlink(): Promise<void> {
    const place = this.page.frameLocator('#page')
    await place.getByRole('link', { name: 'See your linked devices' }).click()
    await place
      .getByRole('link', { name: /^Unlink (?!all)/ })
      .first()
      .click()
    await place.getByRole('button', { name: 'Unlink' }).click()
  }

  /** Waits until the television is in this phase. */
  async sees(phase: string): Promise<void> {
    await this.page.locator(`#television[data-phase=${phase}]`).waitFor()
  }

  /** Waits until the drawing marks this state. */
  async isIn(state: string): Promise<void> {
    await this.page.locator(`#machine[data-state=${state}]`).waitFor()
  }

  /** Returns the notes of the requests so far, the newest first. */
  notes(): Promise<readonly string[]> {
    return this.page.locator('#exchanges .note').allTextContents()
  }

  async phase(): Promise<string | null> {
    return this.page.locator('#television').getAttribute('data-phase')
  }

  /** Expects that the page is not wider than its window. */
  async fits(): Promise<void> {
    const [wide, room] = await this.page.locator('html').evaluate((html) => [html.scrollWidth, html.clientWidth])
    expect(wide).toBeLessThanOrEqual(room ?? 0)
  }

  async #secondWindow(): Promise<Page> {
    const opened = this.#context.waitForEvent('page')
    await this.page.getByRole('link', { name: 'Open the page in a second window' }).click()
    const second = await opened
    await second.waitForLoadState()
    return second
  }

  async #fillIn(place: Page | FrameLocator): Promise<void> {
    if (this.#windows === 'one') return this.press('Fill in the form')
    const code = (await this.page.locator('#user-code').textContent()) ?? ''
    if (await place.getByLabel('Username').isVisible()) {
      await place.getByLabel('Username').fill(alice.username)
      await place.getByLabel('Password').fill(alice.password)
    } else await place.getByRole('textbox').fill(code)
  }
}
