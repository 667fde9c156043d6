import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setUpPage } from '../../packages/core/src/verification/brand/page-setup.js'
import { pageTexts } from '../../packages/core/src/verification/language/languages.js'
import { drawPage } from '../../packages/core/src/verification/page/draw.js'
import { pageLook } from '../../packages/core/test-support/page-look.js'
import { pageStates } from '../../packages/core/test-support/page-states.js'
import { accessibilityProblems } from './accessibility.js'
import { pictures, startChromium } from './chromium.js'

const tags = ['en', 'de', 'ja', 'ar'] as const
const links = tags.map((language) => ({ language, name: language, href: `/device?ui_locales=${language}` }))
const screens = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } }

describe('every state of the page, in Chromium', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await startChromium()
  })

  afterAll(() => browser.close())

  const cases = tags.flatMap((language) =>
    (['phone', 'desktop'] as const).flatMap((screen) =>
      (['light', 'dark'] as const).map((colorScheme) => ({ language, screen, colorScheme })),
    ),
  )

  it.each(cases)(
    'has nothing that axe finds, and nothing beside the screen: $language, $screen, $colorScheme',
    async ({ language, screen, colorScheme }) => {
      const { brand } = setUpPage({ accent: '#7a1fa2', helpUrl: '/help', privacyUrl: '/privacy' })
      const direction = language === 'ar' ? 'rtl' : 'ltr'
      const look = pageLook({ ...brand, language, direction, texts: pageTexts[language], languages: links })
      const context = await browser.newContext({ viewport: screens[screen], colorScheme })
      try {
        const page = await context.newPage()
        for (const [name, model] of Object.entries(pageStates(look))) {
          await page.setContent(drawPage(model))
          if (pictures !== undefined) {
            const file = `${language}-${screen}-${colorScheme}-${name.replaceAll(/[ ,]+/g, '-')}.png`
            await page.screenshot({ path: `${pictures}/${file}`, fullPage: screen === 'desktop' })
          }
          expect({ name, problems: await accessibilityProblems(page) }).toEqual({ name, problems: [] })
          const width = await page.locator('html').evaluate((html) => html.scrollWidth)
          expect({ name, width }).toEqual({ name, width: screens[screen].width })
        }
      } finally {
        await context.close()
      }
    },
  )
})
