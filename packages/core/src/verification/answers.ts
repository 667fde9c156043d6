import type { HttpResponse } from '../http/message.js'
import type { PageModel } from './page/models.js'

/** A page to show, before it is drawn. */
export interface PageAnswer {
  readonly status: number
  readonly page: PageModel
  readonly headers: HttpResponse['headers']
}

/** What a step of the page results in: a page to draw, or a redirect. */
export type StepResult = PageAnswer | HttpResponse

/** Returns the answer that shows a page. */
export function pageAnswer(status: number, page: PageModel, headers: HttpResponse['headers'] = {}): PageAnswer {
  return { status, page, headers }
}
