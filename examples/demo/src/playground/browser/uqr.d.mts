// The server serves the encoder under this name, since a browser cannot find it by the name of its package.
export { encode } from 'uqr'
