import type { OptionSpecs } from '../commands/command.js'

/** The options of `devicegrant audit`. */
export const auditOptions = {
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'client-secret-env': { type: 'string' },
  'client-method': { type: 'string' },
  'other-client-id': { type: 'string' },
  'other-client-secret-env': { type: 'string' },
  scope: { type: 'string' },
  approve: { type: 'string' },
  'device-endpoint': { type: 'string' },
  'token-endpoint': { type: 'string' },
  'revocation-endpoint': { type: 'string' },
  'introspection-endpoint': { type: 'string' },
  'allow-origin': { type: 'string' },
  only: { type: 'string' },
  load: { type: 'boolean' },
  pace: { type: 'string' },
  timeout: { type: 'string' },
  wait: { type: 'string' },
  'max-requests': { type: 'string' },
  'max-time': { type: 'string' },
  json: { type: 'boolean' },
  junit: { type: 'string' },
  html: { type: 'string' },
  strict: { type: 'boolean' },
  list: { type: 'boolean' },
} as const satisfies OptionSpecs

/** What `devicegrant audit --help` prints. */
export const auditHelp = `Usage: devicegrant audit <issuer> --client-id <id> [options]

Judges any server with the OAuth 2.0 Device Authorization Grant from outside, by what the standards say. <issuer> is the issuer, or the
address of its metadata. The command sends one request at a time, waits as long as the server asks for, and revokes the tokens that it
gets. Judge only a server that you may test.

Options:
  --client-id <id>                  the client of the run
  --client-secret <secret>          its secret, if it has one. Other programs of this machine can read it while the command runs
  --client-secret-env <name>        reads the secret from this variable of the environment
  --client-method <method>          client_secret_basic (the default) or client_secret_post
  --other-client-id <id>            a second client, for what one client must not do with the codes and tokens of another
  --other-client-secret-env <name>  reads its secret from this variable
  --scope <scope>                   the scope to ask for, such as "openid offline_access"

  --approve <command or module>     decides in place of a person. Without it, nothing is judged that needs a decision

  --device-endpoint <url>           the device authorization endpoint, for a server without metadata
  --token-endpoint <url>            the token endpoint
  --revocation-endpoint <url>       the revocation endpoint
  --introspection-endpoint <url>    the introspection endpoint
  --allow-origin <url,…>            other origins that may get requests. Without it, only the origins named above get any

  --only <audit,…>                  only these audits, or groups such as "poll"
  --load                            also sends many requests at the same moment
  --pace <milliseconds>             the least time between two requests (100)
  --timeout <seconds>               how long a response may take (10)
  --wait <seconds>                  how long to wait for the end of a code (30). Codes that live longer are not waited for
  --max-requests <count>            how many requests the run may send (1000)
  --max-time <seconds>              how long the run may take (3600). What is not judged by then is unclear

  --json                            prints the report as JSON
  --junit <file>                    also writes JUnit XML
  --html <file>                     also writes a page
  --strict                          a SHOULD that fails is a failure
  --list                            lists the audits, and sends nothing

The command of --approve gets the user code and "approve" or "deny" as its last two words. The variables DEVICEGRANT_USER_CODE,
DEVICEGRANT_DECISION, DEVICEGRANT_VERIFICATION_URI and DEVICEGRANT_VERIFICATION_URI_COMPLETE say the same and more. It runs without a
shell. A module is a file that ends with .js, .mjs or .cjs, and exports a function approve, or a default one. It gets an object with
userCode, decision, verificationUri and verificationUriComplete.

Exit codes: 0 all is well, 1 a MUST failed or could not be judged, or the server could not be judged at all, 2 wrong words on the
command line.

Examples:
  devicegrant audit https://login.example.com --client-id mycli
  devicegrant audit https://login.example.com --client-id mycli --scope "openid offline_access" --approve "node approve.mjs" --html audit.html
`
