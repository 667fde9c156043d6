import type { AddressLocation } from '../../../protocol/address-location.js'
import type { AuthorizationView } from '../../../protocol/interaction.js'
import type { ShownRisk } from '../../../protocol/shown-risk.js'
import type { PageDeps } from '../../deps.js'
import { textOnPage } from '../../language/local-text.js'
import type { ConfirmPage } from '../../page/models.js'
import { untrusted } from '../../page/untrusted.js'

/** Returns what the page says about the risk of a request. Absent if there is nothing to say. */
export function riskNoticeOf(deps: PageDeps, view: AuthorizationView): Pick<ConfirmPage, 'risk'> {
  const { risk } = view
  const device = placeInWords(deps, view.location)
  const own = placeInWords(deps, view.viewerLocation)
  const verdict = risk === undefined || risk.verdict === 'allow' ? undefined : risk.verdict
  if (verdict === undefined && (device === undefined || own === undefined)) return {}
  return {
    risk: {
      ...(device !== undefined && own !== undefined && { places: { device, own } }),
      ...(verdict && { verdict }),
      isFar: risk?.proximity === 'far',
      isUnchecked: risk?.isChecked === false,
      needsSignIn: risk?.needsSignIn === true,
      reasons: reasonsOf(deps, risk?.texts ?? []),
    },
  }
}

/** Returns the reasons of the host in the language of the page. */
export function reasonsOf(deps: PageDeps, texts: ShownRisk['texts']): readonly string[] {
  return texts.map((text) => textOnPage(deps, text))
}

/** Returns a place in words. The host may have no name in this language, or only white space. */
export function placeInWords(deps: PageDeps, location: AddressLocation | undefined): string | undefined {
  const place = location && textOnPage(deps, location.name)
  return place === undefined || untrusted(place) === '' ? undefined : place
}
