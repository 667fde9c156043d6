import { type Bench, deviceGrant, formType, type Headers, jsonType, paths } from '../bench/bench.js'
import { encodeForm } from '../bench/encode.js'
import { expectThat, type Reply } from '../bench/reply.js'
import { protocolPaths, rightRequests, verificationPaths } from './every-endpoint.js'

/** Requests that cause every kind of response of the JSON endpoints. */
export function requestsOfEveryKind(bench: Bench): readonly (() => Promise<Reply>)[] {
  const { client } = bench.fixtures
  const right = encodeForm({ client_id: client.clientId })
  const post = (path: string, body: string, type = formType, headers: Headers = []) =>
    bench.post(path, { body, type }, headers)
  return [
    ...protocolPaths(bench).flatMap((path) => [
      () => post(path, ''),
      () => post(path, '%zz=%'),
      () => post(path, '{', jsonType),
      () => post(path, 'a=1&a=2'),
      () => post(path, right, 'text/plain'),
      () => post(path, right, `${formType}; charset=utf-16`),
      () => post(path, right, formType, [['Content-Encoding', 'gzip']]),
      () => post(path, `x=${'x'.repeat(200_000)}`),
      () => bench.send('GET', path),
      () => bench.send('PUT', path),
    ]),
    () => post(paths.start, 'client_id=nobody-knows-this-client'),
    () => post(paths.start, right),
    () => post(paths.token, `${right}&grant_type=x`),
    () => post(paths.token, `${right}&device_code=x&grant_type=${encodeURIComponent(deviceGrant)}`),
    () => post(paths.login, 'username=x&password=x'),
    ...rightRequests(bench).map(
      ([path, fields, headers]) =>
        () =>
          bench.form(path, fields, headers),
    ),
    ...verificationPaths(bench).flatMap((path) => [
      () => post(path, '{}', jsonType),
      () => post(path, right),
      () => bench.send('GET', path),
    ]),
  ]
}

/** Sends all of them. Returns the responses, successes and refusals. */
export async function responsesOfEveryKind(bench: Bench): Promise<readonly Reply[]> {
  const replies: Reply[] = []
  for (const send of requestsOfEveryKind(bench)) replies.push(await send())
  const seen = new Set(replies.map(({ status }) => status))
  expectThat(
    [200, 400, 401, 405].every((status) => seen.has(status)),
    'successes and refusals',
    ...replies.slice(0, 1),
  )
  return replies
}
