import type { HttpResponse } from '../../http/message.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { PageDeps, VerificationDeps } from '../deps.js'
import type { LanguageLink, PageLook } from '../page/look.js'
import {
  challengeParameter,
  codeInQuery,
  cursorParameter,
  deviceParameter,
  everythingParameter,
  noticeParameter,
  placeOf,
  queryValue,
  withParameter,
} from '../places.js'
import type { Language } from './languages.js'
import { localText } from './local-text.js'
import { browserLanguage, languageParameter, wantedLanguage } from './negotiate.js'

/** Returns what a step needs to answer a request in the language of its person. Without a request: in the fallback. */
export function inLanguageOf(deps: VerificationDeps, request: HttpRequest | undefined): PageDeps {
  const { languages } = deps.page
  const wanted = request && wantedLanguage(languages, queryValue(request, languageParameter))
  const language = wanted ?? (request && browserLanguage(languages, request)) ?? languages.fallback
  return { ...deps, look: lookOf(deps, language), ...(wanted && { uiLocale: wanted.tag }) }
}

function lookOf(deps: VerificationDeps, { tag, direction, texts }: Language): PageLook {
  const { brand, serviceName, languages } = deps.page
  const named = serviceName !== undefined && { serviceName: localText(serviceName, tag, languages.fallback.tag) }
  return { ...brand, ...named, address: addressOf(deps), language: tag, direction, texts }
}

// As people write it, and as devices show it: without the scheme.
function addressOf(deps: VerificationDeps): string {
  return new URL(deps.origin).host + placeOf(deps, '')
}

/** Adds links to a step in the other languages. They keep the code, its proof, and the place in a list. */
export function withLanguageLinks(deps: PageDeps, step: string, request: HttpRequest): PageDeps {
  const code = codeInQuery(deps, request)
  const languages = deps.page.languages.all.map(({ tag, name }): LanguageLink => {
    if (tag === deps.look.language) return { language: tag, name }
    const place = placeOf({ ...deps, uiLocale: tag }, step, code)
    const href = kept.reduce((url, parameter) => withParameter(url, parameter, queryValue(request, parameter)), place)
    return { language: tag, name, href }
  })
  return { ...deps, look: { ...deps.look, languages } }
}

// Besides the code and its proof.
const kept = [cursorParameter, deviceParameter, everythingParameter, challengeParameter, noticeParameter]

/** Says in the headers of a page which language it has, and on what that depends (RFC 9110 §8.5 and §12.5.5). */
export function withLanguageHeaders(response: HttpResponse, { language }: PageLook): HttpResponse {
  if (response.body === '') return response
  return {
    ...response,
    headers: { ...response.headers, 'Content-Language': language, Vary: 'Accept-Language' },
  }
}
