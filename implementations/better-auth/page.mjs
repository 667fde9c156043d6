// The page at the verification address of better-auth, which leaves that page to its host. It shows the code, and decides nothing:
// approve.mjs does that.
const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  // RFC 6749 §10.13: no other site shows this page in a frame.
  'Content-Security-Policy': "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

/** Returns a listener that shows the page at `/device` of its own origin, and leaves all other requests to `next`. */
export function withPage(issuer, next) {
  return (request, response) => {
    const [path, query] = request.url.split('?')
    if (path !== '/device') return next(request, response)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return response.writeHead(405, { Allow: 'GET, HEAD' }).end()
    const given = new URLSearchParams(query).get('user_code') ?? ''
    // Letters and digits alone, so that nothing has to be escaped.
    const userCode = given.replace(/[^a-z0-9]/gi, '').slice(0, 20)
    return response.writeHead(200, headers).end(pageOf(issuer, userCode))
  }
}

function pageOf(issuer, userCode) {
  const command = `node approve.mjs ${issuer} ${userCode === '' ? '&lt;user code&gt;' : userCode}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in on a device</title>
</head>
<body>
<main>
<h1>Sign in on a device</h1>
<form action="/device">
<p><label>Code that the device shows <input name="user_code" value="${userCode}" required autocomplete="off" autocapitalize="characters" spellcheck="false"></label></p>
<p><button>Continue</button></p>
</form>
<h2>This is a server for tests</h2>
<p>It has one account, Alice. This page cannot approve or deny a device: the person who started this server does that, with</p>
<pre>${command}</pre>
<p>If somebody else sent you here, close this page.</p>
</main>
</body>
</html>
`
}
