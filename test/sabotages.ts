import {
  isAt,
  isForm,
  parametersOf,
  type Sabotage,
  spoilt,
  text,
  withBody,
  withoutHeader,
  withParameters,
} from './spoilt.js'

let count = 0

/** Ways of being wrong, and audits that have to notice. */
export const sabotages: readonly Sabotage[] = [
  {
    what: 'lets caches keep tokens',
    target: spoilt({ response: withoutHeader('cache-control') }),
    fails: ['start-gives-both-codes', 'poll-approved', 'poll-is-private', 'answers-are-guarded', 'page-guards'],
  },
  {
    what: 'lets other sites frame the page',
    target: spoilt({ response: withoutHeader('content-security-policy') }),
    fails: ['page-guards', 'linked-page-guards'],
  },
  {
    what: 'keeps the waiting time to itself',
    target: spoilt({ response: withoutHeader('retry-after') }),
    fails: ['poll-too-fast'],
  },
  {
    what: 'names no challenge',
    target: spoilt({ response: withoutHeader('www-authenticate') }),
    fails: ['start-unknown-client', 'viewer-must-be-signed-in', 'revoke-needs-its-client', 'linked-needs-a-person'],
  },
  {
    what: 'names no method',
    target: spoilt({ response: withoutHeader('allow') }),
    fails: [
      'start-takes-post-only',
      'token-takes-post-only',
      'login-takes-post-only',
      'metadata-takes-get-only',
      'revoke-reads-no-query',
      'introspect-reads-no-query',
    ],
  },
  {
    what: 'sends refusals with status 200',
    target: spoilt({ response: (came) => ({ ...came, status: came.status === 400 ? 200 : came.status }) }),
    fails: ['poll-pending', 'poll-denied', 'start-scope-is-judged'],
  },
  {
    what: 'leaves the interval out',
    target: spoilt({ response: withBody(/,"interval":\d+/, '') }),
    fails: ['start-gives-both-codes', 'poll-too-fast'],
  },
  {
    what: 'leaves the scope out',
    target: spoilt({ response: withBody(/,"scope":"[^"]*"/, '') }),
    fails: ['poll-approved', 'login-gives-tokens'],
  },
  {
    what: 'makes new tokens for every poll',
    target: spoilt({ response: withBody(/fake-token-\d+/, `fake-token-${count++}-`) }),
    fails: [],
  },
  {
    what: 'sets a cookie that scripts can read',
    target: spoilt({
      response: (came) => ({
        ...came,
        headers: came.headers.map(([name, value]) => [name, value.replace('; HttpOnly', '')]),
      }),
    }),
    fails: ['page-session-cookie'],
  },
  {
    what: 'keeps the last of two parameters',
    target: spoilt({
      request: (sent) =>
        /urlencoded/.test(String(sent.headers)) && !/[%\0][^0-9A-F]/.test(text(sent.body))
          ? { ...sent, body: String(new URLSearchParams([...new Map(new URLSearchParams(text(sent.body)))])) }
          : sent,
    }),
    fails: [
      'start-repeated-parameter',
      'token-repeated-parameter',
      'login-repeated-parameter',
      'refresh-takes-each-parameter-once',
      'revoke-takes-each-parameter-once',
      'introspect-takes-each-parameter-once',
      'start-keeps-the-resources',
    ],
  },
  {
    what: 'lets a GET decide',
    target: spoilt({
      request: (sent) => {
        const [path = '', query = ''] = sent.path.split('?')
        if (sent.method !== 'GET' || !query.includes('decision=')) return sent
        const headers = [...sent.headers, ['Content-Type', 'application/x-www-form-urlencoded'] as const]
        return { ...sent, method: 'POST', path, headers, body: query }
      },
    }),
    fails: ['page-changes-nothing-on-get'],
  },
  {
    what: 'believes the method of a header',
    target: spoilt({
      request: (sent) => ({
        ...sent,
        method: sent.headers.find(([name]) => name === 'X-HTTP-Method-Override')?.[1] ?? sent.method,
      }),
    }),
    fails: ['answers-ignore-method-overrides'],
  },
  {
    what: 'takes codes as they are typed',
    target: spoilt({
      request: (sent) =>
        /lookup$/.test(sent.path) && !/"[A-Z]{4}-[A-Z]{4}"/.test(text(sent.body)) && /user_code/.test(text(sent.body))
          ? { ...sent, body: '{"user_code":"nothing"}' }
          : sent,
    }),
    fails: [
      'user-code-case-does-not-matter',
      'user-code-separators-do-not-matter',
      'user-code-between-marks',
      'user-code-in-full-width',
      'user-code-of-a-pasted-link',
    ],
  },
  {
    what: 'takes every letter that Unicode holds compatible for one',
    target: spoilt({
      request: (sent) =>
        sent.body !== undefined && isAt(sent, /lookup$/) ? { ...sent, body: text(sent.body).normalize('NFKC') } : sent,
    }),
    fails: ['user-code-is-not-folded'],
  },
  {
    what: 'looks at no code in a query',
    target: spoilt({
      request: (sent) => (isAt(sent, /device$/) ? { ...sent, path: sent.path.split('?')[0] ?? '' } : sent),
    }),
    fails: ['page-link-leads-to-one-question', 'user-code-is-missing-from-a-link'],
  },
  {
    what: 'knows a page at its exact address only',
    target: spoilt({
      request: (sent) => (isAt(sent, /[A-Z]|\/$|\/\//) ? { ...sent, method: 'PATCH', path: '/nowhere' } : sent),
    }),
    fails: ['page-answers-as-typed'],
  },
  {
    what: 'looks a code up at every spelling of the page address',
    target: spoilt({
      request: (sent) =>
        isAt(sent, /[A-Z]|\/\//)
          ? { ...sent, path: sent.path.replace(/^[^?]*/, (path) => path.toLowerCase().replace(/\/{2,}/g, '/')) }
          : sent,
    }),
    fails: ['page-looks-at-codes-at-one-address'],
  },
  {
    what: 'loses the code of a sign-in',
    target: spoilt({
      request: (sent) =>
        isAt(sent, /sign-(in|out)$/) && isForm(sent) ? withParameters(sent, { user_code: undefined }) : sent,
    }),
    fails: [
      'page-sign-in-keeps-the-code',
      'page-changes-accounts-for-a-code',
      'page-link-leads-to-one-question',
      'page-sign-in-goes-on-by-get',
    ],
  },
  {
    what: 'takes nothing ticked for everything',
    target: spoilt({
      request: (sent) => {
        if (isAt(sent, /decision$/)) return { ...sent, body: text(sent.body).replace(/,"scope":" *"/, '') }
        const isPage = isAt(sent, /confirm$/) && isForm(sent) && !parametersOf(sent).has('scope')
        return isPage ? withParameters(sent, { scope_shown: undefined }) : sent
      },
    }),
    fails: ['decision-of-no-scope', 'page-asks-again-when-nothing-is-ticked'],
  },
  {
    what: 'does not check where a form comes from',
    target: spoilt({
      request: (sent) => ({
        ...sent,
        headers: sent.headers.filter(([name]) => !['Origin', 'Sec-Fetch-Site'].includes(name)),
      }),
    }),
    fails: [
      'page-decides-by-its-own-form-only',
      'page-sign-in-is-its-own',
      'viewer-by-the-session-of-the-page',
      'linked-page-by-its-own-form-only',
      'linked-by-the-session-of-the-page',
      'cross-site-requests-are-refused',
      'cross-site-decides-nothing',
      'cross-site-forms-name-our-page',
    ],
  },
  {
    what: 'refuses everything that was sent by fetch, and every extension',
    target: spoilt({
      request: (sent) =>
        sent.headers.some(([name, value]) => name === 'Sec-Fetch-Mode' || value === 'none')
          ? { ...sent, headers: [...sent.headers, ['Sec-Fetch-Site', 'cross-site']] }
          : sent,
    }),
    fails: ['cross-site-is-not-what-programs-say'],
  },
  {
    what: 'names the origin that is wrong in place of the right one',
    target: spoilt({ response: withBody(/http:\/\/127\.0\.0\.1:3000/g, 'https://evil.example') }),
    fails: ['cross-site-requests-are-refused', 'cross-site-decides-nothing', 'cross-site-forms-name-our-page'],
  },
  {
    what: 'lets every origin in, with credentials',
    target: spoilt({
      settings: { cors: true },
      response: (came) => ({
        ...came,
        headers: [
          ...came.headers.filter(([name]) => !/^(access-control-allow-origin|vary)$/i.test(name)),
          ['Access-Control-Allow-Origin', '*'],
          ['Access-Control-Allow-Credentials', 'true'],
        ],
      }),
    }),
    fails: [
      'answers-grant-no-other-origin',
      'cors-preflight-is-answered',
      'cors-links-a-device',
      'cors-refusals-can-be-read',
      'cors-opens-the-documents',
      'cors-is-for-no-login',
      'cors-lets-no-other-origin-in',
    ],
  },
  {
    what: 'says nothing of CORS beside a refusal, nor to a preflight',
    target: spoilt({
      settings: { cors: true },
      request: (sent) => (sent.method === 'OPTIONS' ? { ...sent, method: 'PUT' } : sent),
      response: (came) => ({
        ...came,
        headers: came.headers.filter(([name]) => came.status < 400 || !/^access-control-/i.test(name)),
      }),
    }),
    fails: ['cors-preflight-is-answered', 'cors-links-a-device', 'cors-refusals-can-be-read'],
  },
  {
    what: 'keeps one answer for every origin',
    target: spoilt({ settings: { cors: true }, response: withoutHeader('vary') }),
    fails: ['cors-opens-the-documents', 'cors-lets-no-other-origin-in', 'cors-links-a-device'],
  },
  {
    what: 'fails at names that every object has',
    target: spoilt({
      response: (came, sent) =>
        /__proto__|constructor/.test(String(sent.headers) + text(sent.body))
          ? { status: 500, headers: [['Content-Type', 'text/html']], body: '<pre>TypeError' }
          : came,
    }),
    fails: ['ignored-header-names', 'ignored-member-names', 'malformed-prototype'],
  },
  {
    what: 'wants every member of JSON to be text',
    target: spoilt({
      response: (came, sent) =>
        /^\{.*:(?!")/.test(text(sent.body)) ? { ...came, status: 400, body: '{"error":"invalid_request"}' } : came,
    }),
    fails: ['ignored-unknown-members', 'ignored-null', 'ignored-when-unlinking'],
  },
  {
    what: 'takes null for the text "null"',
    target: spoilt({
      request: (sent) =>
        /:null/.test(text(sent.body)) ? { ...sent, body: text(sent.body).replaceAll(':null', ':"null"') } : sent,
    }),
    fails: ['ignored-null'],
  },
  {
    what: 'reads no charset but UTF-8',
    target: spoilt({
      response: (came, sent) =>
        /charset="?(?!utf-8)/i.test(String(sent.headers)) && isForm(sent)
          ? { ...came, status: 415, body: '{"error":"invalid_request"}' }
          : came,
    }),
    fails: ['ignored-charset-of-ascii'],
  },
  {
    what: 'leaves out what is no ASCII in ISO-8859-1',
    target: spoilt({
      request: (sent) =>
        /iso-8859-1/.test(String(sent.headers)) && isForm(sent)
          ? { ...sent, body: text(sent.body).replace(/[^\0-\x7f]/g, '') }
          : sent,
    }),
    fails: ['malformed-charset'],
  },
]
