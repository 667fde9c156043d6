// Decides as the person would: node approve.mjs <issuer> <user code> [deny]. The routes are those of the other host.
import '../better-auth/approve.mjs'
