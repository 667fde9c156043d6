export { type FilePlaceOptions, fileTokens } from './file/file-tokens.js'
