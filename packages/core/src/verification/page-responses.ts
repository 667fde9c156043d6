import type { HttpResponse } from '../http/message.js'
import type { Call } from '../service/call/call.js'
import { callPort } from '../service/guards/guarded.js'
import { readText } from '../service/records/read-record.js'
import type { PageAnswer, StepResult } from './answers.js'
import { contentSecurityPolicy, imageSource, type PageSources } from './brand/policy.js'
import type { VerificationDeps } from './deps.js'
import { drawPage } from './page/draw.js'
import type { PageModel } from './page/models.js'

/** What is needed to draw a page. */
export type DrawingDeps = Pick<VerificationDeps, 'page' | 'report'>

/** Draws the page of a step: with the hook of the host, or as the built-in page. A redirect stays as it is. */
export async function drawResult(deps: DrawingDeps, result: StepResult, call: Call): Promise<HttpResponse> {
  if (!('page' in result)) return result
  const html = await drawnByHost(deps, result.page, call)
  if (html === undefined) return drawBuiltIn(deps, result)
  const { csp = {} } = deps.page
  return htmlResponse(result, html, together(sourcesOf(deps, result.page), csp))
}

/** Draws the built-in page, without a call of the host: also for a fault that the hook of the host may have caused. */
export function drawBuiltIn(deps: DrawingDeps, answer: PageAnswer): HttpResponse {
  return htmlResponse(answer, drawPage(answer.page), sourcesOf(deps, answer.page))
}

/** Sends a browser to one of our paths, or to a page of the host, by GET, whatever the method before: 303, never 307 (RFC 9700 §4.12). */
export function redirectResponse(location: string, headers: HttpResponse['headers'] = {}): HttpResponse {
  return { status: 303, headers: { Location: location, ...guards({}), ...headers }, body: '' }
}

// Returns `undefined` where the host leaves the page to us, and if its hook fails.
async function drawnByHost(
  { page: { render }, report }: DrawingDeps,
  page: PageModel,
  call: Call,
): Promise<string | undefined> {
  if (render === undefined) return undefined
  const operation = 'page.render'
  try {
    const html: unknown = await callPort<unknown>(call, operation, () => render(structuredClone(page)))
    return html === undefined || html === null ? undefined : readText(operation, html)
  } catch (fault) {
    report(fault, `drawing the page ${page.kind}`)
    return undefined
  }
}

function sourcesOf({ page: { sources } }: DrawingDeps, page: PageModel): PageSources {
  const logo = page.kind === 'confirm' ? page.clientLogo : undefined
  return logo === undefined ? sources : together(sources, { imgSrc: [imageSource(logo)] })
}

function together(one: PageSources, other: PageSources): PageSources {
  const both = (name: keyof PageSources) => [...(one[name] ?? []), ...(other[name] ?? [])]
  return { styleSrc: both('styleSrc'), imgSrc: both('imgSrc'), fontSrc: both('fontSrc') }
}

/** An HTML response that no cache stores and no other site can frame, without a referrer for other sites. RFC 9700 §4.16 */
function htmlResponse({ status, headers }: PageAnswer, body: string, sources: PageSources): HttpResponse {
  const type = { 'Content-Type': 'text/html; charset=utf-8' }
  return { status, headers: { ...type, ...guards(sources), ...headers }, body }
}

function guards(sources: PageSources): Readonly<Record<string, string>> {
  return {
    'Cache-Control': 'no-store',
    Pragma: 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': contentSecurityPolicy(sources),
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
  }
}
