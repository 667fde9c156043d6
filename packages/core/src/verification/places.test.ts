import { describe, expect, it } from 'vitest'
import type { Route } from '../http/route.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { jsonRoutes } from './json/json-routes.js'
import { linkedRoutes } from './json/linked-routes.js'
import { pageRoutes } from './page-routes.js'
import { pageSteps } from './places.js'

describe('the steps of a page', () => {
  it('are the paths of all its routes, so that no endpoint can be on one of them', () => {
    const parts = {
      dialect: rfc8628,
      reading: rfc8628.userCode,
      basePath: '',
      service: { operations: ['revokeToken', 'completeLogIn'] },
    }
    const routes = [jsonRoutes, linkedRoutes, pageRoutes].flatMap((routesOf): readonly Route[] =>
      Reflect.apply(routesOf, undefined, [parts]),
    )
    const served = new Set(routes.map(({ path }) => path))
    expect([...served].toSorted()).toEqual(pageSteps.map((step) => rfc8628.verification.path + step).toSorted())
  })
})
