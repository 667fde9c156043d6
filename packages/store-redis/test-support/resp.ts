/** A reply of a server. A map is a list of keys and values in turn; an error inside a list is an element. */
export type RespValue = string | number | boolean | null | ReplyError | readonly RespValue[]

/** An error reply. */
export class ReplyError extends Error {
  override readonly name = 'ReplyError'
}

/** One message of the Redis protocol, version 2 or 3. */
export interface RespFrame {
  readonly value: RespValue
  /** Whether the server has sent it without a command. */
  readonly isPush: boolean
  /** The offset of the next message. */
  readonly end: number
}

const lineEnd = '\r\n'

/** Encodes a command. */
export function encodeCommand(words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}${lineEnd}${word}${lineEnd}`)
  return Buffer.from(`*${words.length}${lineEnd}${parts.join('')}`)
}

/** Returns the message that begins at this offset, or `undefined` if its end has not arrived yet. */
export function readFrame(bytes: Buffer, at: number): RespFrame | undefined {
  const lineStop = bytes.indexOf(lineEnd, at)
  if (lineStop === -1) return undefined
  const kind = bytes.toString('latin1', at, at + 1)
  const line = bytes.toString('utf8', at + 1, lineStop)
  const end = lineStop + lineEnd.length
  const simple = (value: RespValue): RespFrame => ({ value, isPush: false, end })
  switch (kind) {
    case '+':
    case '(':
      return simple(line)
    case '-':
      return simple(new ReplyError(line))
    case ':':
    case ',':
      return simple(Number(line))
    case '#':
      return simple(line === 't')
    case '_':
      return simple(null)
    case '$':
    case '=':
    case '!':
      return line === '-1' ? simple(null) : readBulk(bytes, end, Number(line), kind === '!')
    case '*':
    case '~':
    case '>':
      return line === '-1' ? simple(null) : readList(bytes, end, Number(line), kind === '>')
    case '%':
      return readList(bytes, end, 2 * Number(line), false)
    default:
      throw new Error(`not the Redis protocol: ${JSON.stringify(kind + line)}`)
  }
}

function readBulk(bytes: Buffer, at: number, length: number, isError: boolean): RespFrame | undefined {
  const end = at + length + lineEnd.length
  if (bytes.length < end) return undefined
  const text = bytes.toString('utf8', at, at + length)
  return { value: isError ? new ReplyError(text) : text, isPush: false, end }
}

function readList(bytes: Buffer, at: number, count: number, isPush: boolean): RespFrame | undefined {
  const value: RespValue[] = []
  let end = at
  for (let nth = 0; nth < count; nth++) {
    const element = readFrame(bytes, end)
    if (element === undefined) return undefined
    value.push(element.value)
    end = element.end
  }
  return { value, isPush, end }
}

/** A message and its bytes. */
export interface ReceivedFrame extends RespFrame {
  readonly bytes: Buffer
}

/** Splits a stream of bytes into messages: for each chunk it returns the complete messages. */
export function createFrameReader(): (chunk: Buffer) => readonly ReceivedFrame[] {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    const bytes = Buffer.concat([rest, chunk])
    const frames: ReceivedFrame[] = []
    let at = 0
    for (let frame = readFrame(bytes, at); frame !== undefined; frame = readFrame(bytes, at)) {
      frames.push({ ...frame, bytes: bytes.subarray(at, frame.end) })
      at = frame.end
    }
    rest = bytes.subarray(at)
    return frames
  }
}
