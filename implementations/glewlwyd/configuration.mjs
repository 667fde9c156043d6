/** Returns the text of the configuration file: what the package of Debian has, with other places. */
export function configurationOf(folder, port) {
  const types = {
    css: 'text/css',
    html: 'text/html',
    js: 'application/javascript',
    json: 'application/json',
    png: 'image/png',
    woff2: 'font/woff2',
  }
  const mimeTypes = Object.entries(types).map(([name, type]) => `{ extension = ".${name}" mime_type = "${type}" }`)
  return `port = ${port}
bind_address = "127.0.0.1"
external_url = "http://127.0.0.1:${port}"
login_url = "login.html"
api_prefix = "api"
static_files_path = "${folder}/webapp/"
static_files_mime_types = ( ${mimeTypes.join(', ')} )
log_mode = "console"
log_level = "WARNING"
# There is no TLS.
cookie_secure = 0
cookie_domain = "127.0.0.1"
hash_algorithm = "SHA512"
user_module_path = "/usr/lib/glewlwyd/user"
client_module_path = "/usr/lib/glewlwyd/client"
user_auth_scheme_module_path = "/usr/lib/glewlwyd/scheme"
plugin_module_path = "/usr/lib/glewlwyd/plugin"
database = { type = "sqlite3" path = "${folder}/glewlwyd.db" };
`
}
