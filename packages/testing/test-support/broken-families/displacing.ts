import type { FamilyCaps, LiveFamily } from '@devicegrant/core/stores'
import type { Broken } from '../law-teeth.js'
import { aTripToTheDatabase, byLastUse, isLive, PlainFamilyStore } from './plain-family-store.js'

class NamesTheOldestGrants extends PlainFamilyStore {
  override counted(family: LiveFamily) {
    const others = super.counted(family)
    const order = [...this.data.rows.keys()]
    return others.toSorted((one, other) => order.indexOf(other.grantId) - order.indexOf(one.grantId))
  }
}

class NamesEachOnce extends PlainFamilyStore {
  readonly #named = new Set<string>()

  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    const displaced = super.displacedBy(family, caps).filter((grantId) => !this.#named.has(grantId))
    for (const grantId of displaced) this.#named.add(grantId)
    return displaced
  }
}

class DropsWhatIsDisplaced extends PlainFamilyStore {
  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    const displaced = super.displacedBy(family, caps)
    for (const grantId of displaced) this.data.rows.delete(grantId)
    return displaced
  }
}

class CapsNoClient extends PlainFamilyStore {
  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, { ...caps, perClient: caps.perAccount })
  }
}

class CapsEveryClientAlike extends PlainFamilyStore {
  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, { ...caps, perAccount: Math.min(caps.perAccount, caps.perClient) })
  }
}

class CountsEndedFamilies extends PlainFamilyStore {
  override counted(family: LiveFamily) {
    const ended = this.rowsOf(family.subject).filter((row) => !isLive(row) && row.family.grantId !== family.grantId)
    return [...ended.map((row) => row.family), ...super.counted(family)]
  }

  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, caps).filter((grantId) => this.row(grantId)?.family.status === 'live')
  }
}

class CountsEveryCall extends PlainFamilyStore {
  readonly #calls = new Map<string, number>()

  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    const calls = this.#calls.get(family.grantId) ?? 0
    this.#calls.set(family.grantId, calls + 1)
    const extra = [...this.#calls.values()].reduce((sum, times) => sum + times - 1, calls === 0 ? 0 : -calls)
    return super.displacedBy(family, { ...caps, perAccount: caps.perAccount - Math.min(extra, 3) })
  }
}

class NamesAllAtOnce extends PlainFamilyStore {
  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, { ...caps, namedAtOnce: Number.POSITIVE_INFINITY })
  }
}

class NamesOnePerCall extends PlainFamilyStore {
  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, caps).slice(0, 1)
  }
}

class CountsForgottenFamilies extends PlainFamilyStore {
  override counted(family: LiveFamily) {
    const rows = [...this.data.rows.values()].filter((row) => row.family.subject === family.subject)
    const others = rows.filter(isLive).toSorted(byLastUse)
    return others.map((row) => row.family).filter(({ grantId }) => grantId !== family.grantId)
  }

  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, caps).filter((grantId) => this.row(grantId) !== undefined)
  }
}

class CountsWhatIsUnderWay extends PlainFamilyStore {
  #underWay = 0

  override async create(family: LiveFamily, caps: FamilyCaps) {
    this.#underWay += 1
    await aTripToTheDatabase()
    const others = this.#underWay - 1
    const { result } = await super.create(family, caps)
    const displaced = super.displacedBy(family, { ...caps, perAccount: caps.perAccount - others })
    this.#underWay -= 1
    return { result, displaced }
  }
}

/** The stores that break the laws of `family-laws/displacing`. */
export const brokenDisplacing: readonly Broken<typeof PlainFamilyStore>[] = [
  ['create-names-what-is-beyond-the-caps', [NamesTheOldestGrants, NamesEachOnce, DropsWhatIsDisplaced]],
  ['create-caps-each-client', [CapsNoClient, CapsEveryClientAlike]],
  ['create-counts-no-ended-families', [CountsEndedFamilies, CountsEveryCall]],
  ['create-names-in-portions', [NamesAllAtOnce, NamesOnePerCall]],
  ['create-names-no-forgotten-families', [CountsForgottenFamilies]],
  ['create-race-names-no-family-too-many', [CountsWhatIsUnderWay]],
]
