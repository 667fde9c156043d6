/**
 * What a writer of an adapter for a web framework needs: the request and the response as plain values, the conversion
 * from and to Node, and the checks of a mount and of options.
 *
 * @packageDocumentation
 */

export { checkMountable, checkPrefix } from './http/entries/mount.js'
export { type NodeRequestParts, requestFromNode, responseToNode } from './http/entries/node.js'
export type { NodeRequest, NodeResponse } from './http/entries/node-exchange.js'
export type { FaultResponder, HttpHandler, HttpResponse, Mountable } from './http/message.js'
export { checkOptionNames, type OptionNames } from './misuse/option-names.js'
export type { BodyRead, RequestBody } from './ports/http-request.js'
