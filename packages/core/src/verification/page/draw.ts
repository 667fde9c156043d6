import { codePage } from './code-page.js'
import { confirmPage } from './confirm-page.js'
import { linkedPage } from './linked-page.js'
import { messagePage } from './message-page.js'
import type { PageModel } from './models.js'
import { resultPage } from './result-page.js'
import { secondFactorPage } from './second-factor/second-factor-page.js'
import { signInPage } from './sign-in-page.js'
import { notMePage, unlinkedPage, unlinkPage } from './unlink-page.js'

/** Draws the built-in page of a model: a whole HTML document. */
export function drawPage(page: PageModel): string {
  switch (page.kind) {
    case 'code':
      return codePage(page)
    case 'signIn':
      return signInPage(page)
    case 'secondFactor':
      return secondFactorPage(page)
    case 'confirm':
      return confirmPage(page)
    case 'result':
      return resultPage(page)
    case 'linked':
      return linkedPage(page)
    case 'unlink':
      return unlinkPage(page)
    case 'unlinked':
      return unlinkedPage(page)
    case 'notMe':
      return notMePage(page)
    case 'message':
      return messagePage(page)
  }
}
