// Writes the figures of a run as a page.
import { table } from './table.mjs'

/** Returns the page `docs/benchmarks.md` of a result. */
export function toMarkdown(result) {
  const { comparisons, redis } = result
  return [
    heading(result),
    method(result),
    '## The goals',
    goals(result),
    '## All ratios',
    'More than 1 means that devicegrant does more with the same.',
    ratioTable(comparisons),
    '## All subjects',
    'The rate of the server with its load on the same machine, and the CPU time of the server for one operation.',
    subjectTable(comparisons),
    ...(redis === undefined ? [] : ['## Redis', redisText(redis)]),
    ...(result.places === undefined ? [] : ['## Where the time goes', placesText(result)]),
    ...(result.heap === undefined ? [] : ['## Logins and polls on the same cores', stormsText(result)]),
    ...(result.heap === undefined ? [] : ['## Memory and start', restText(result)]),
  ]
    .join('\n\n')
    .concat('\n')
}

/** Returns a ratio as a line for the terminal. */
export function ratioLine({ against, by, due, aim, ...ratio }) {
  const goal = due === undefined ? '' : `, due ${due}${aim === undefined ? '' : `, aim ${aim}`}`
  return `${spread(ratio)} × ${against} (${byWords[by]}${goal})`
}

const byWords = { cpu: 'CPU', rate: 'rate' }

function heading({ date, isQuick, machine }) {
  const { commit, cores, processor, memory, system, node, loadBefore, loadAfter } = machine
  const peers = Object.entries(machine.peers).map(([name, version]) => `${name} ${version}`)
  const lines = [
    '# Benchmarks',
    '',
    '<!-- This page is the output of `npm run bench -- --write`. Do not edit it: edit bench/report.mjs. -->',
    '',
    ...(isQuick
      ? ['**This was a quick run: it shows that the benchmark works, and not how fast anything is.**', '']
      : []),
    table(
      ['date', 'commit', 'machine', 'Node', 'peers', 'load before and after'],
      [
        [
          date,
          commit,
          `${cores} cores, ${processor}, ${memory}, ${system}`,
          node,
          peers.join(', '),
          `${loadBefore.toFixed(1)}, ${loadAfter.toFixed(1)}`,
        ],
      ],
    ),
  ]
  return lines.join('\n')
}

function method({ pace }) {
  return `## The method

\`npm run bench\` measures all figures of this page in one run. Each server has a process of its own, and so has its load, with 32
connections that stay open (8 for logins). The servers of a comparison run at the same time, but only one has load: the windows
of ${pace.window} ms alternate, A B C and then C B A, ${pace.passes} times each, after ${pace.warmUp} ms to get warm, or three times as long for
starts, flows and refreshes, which call most functions once. A ratio compares two windows of the same pass. The tables show the
median of the passes, with the least and the greatest in parentheses. The CPU time is that of the server process, all its threads
included; other programs disturb it less than the rate. The load of a server in memory never sleeps: a server needs about 10 µs of
CPU time to wake a process on its own machine, and none for a device far away.

- **bare** is the framework with its usual body parser. It reads the form and responds with a constant of the size of our response.
- **oidc-provider** has the same mount, client and scope. Its page would take several more requests, so the person approves with
  two routes of the host, a look-up and a decision, as with ours. Its adapter in memory keeps everything in maps, since its own
  keeps 1 000 entries. Its adapter in Redis has the keys and commands of its example, and the connection has the options of ours.
  It does not record polls and has no \`slow_down\`.
- **better-auth** has its plugin for device authorization, and an adapter in memory with indexes. Its token response is a session.
- **poll**: a pending code. Ours and better-auth record the time of each poll. **flow**: codes, look-up, approval and tokens, with
  a refresh token (better-auth has none). The person types the code; **links**: the person follows the link of the device. The clock of our memory stores is 50 times as fast as real time, so that few codes can
  be polled often without \`slow_down\`.
- **1 ms away**: what Redis sends arrives 1 to 2 ms later.`
}

function goals({ comparisons, heap }) {
  const rows = comparisons
    .flatMap(({ ratios }) => ratios)
    .filter(({ due }) => due !== undefined)
    .map(({ title, against, by, due, aim, ...ratio }) => [
      title,
      `× ${against}, ${byWords[by]}`,
      `≥ ${due}`,
      aim ?? '',
      spread(ratio),
      ratio.median >= due ? 'yes' : 'no',
    ])
  const bytes = heap && ['heap of a pending authorization', 'bytes', '≤ 450', 350, Math.round(heap.bytes)]
  if (bytes !== undefined) rows.push([...bytes, heap.bytes <= 450 ? 'yes' : 'no'])
  return table(['work', 'measure', 'due', 'aim', 'measured', 'reached'], rows)
}

function ratioTable(comparisons) {
  const rows = comparisons.flatMap(({ ratios }) =>
    ratios.map(({ title, against, by, ...ratio }) => [title, against, byWords[by], spread(ratio)]),
  )
  return table(['work', 'against', 'by', 'ratio'], rows)
}

function subjectTable(comparisons) {
  const rows = comparisons.flatMap(({ title, subjects }) =>
    subjects.map(({ name, rate, cpu }) => [title, name, spread(rate, 0), spread(cpu, 0)]),
  )
  return table(['work', 'subject', 'operations a second', 'CPU, µs'], rows)
}

function redisText({ operations, pending }) {
  const rows = Object.entries(operations).map(([name, { trips, waits, commands, bytesIn, bytesOut }]) => [
    name,
    round(trips),
    round(waits),
    Object.entries(commands)
      .map(([command, calls]) => `${round(calls)} ${command}`)
      .join(', '),
    Math.round(bytesIn),
    Math.round(bytesOut),
  ])
  return `One operation at a time. Trips are what the server sends, and waits are trips one after another. The commands are those that
Redis carries out, also inside scripts.

${table(['operation', 'trips', 'waits', 'commands', 'bytes to Redis', 'bytes from Redis'], rows)}

A pending authorization has ${round(pending.keys)} keys of ${Math.round(pending.keyBytes)} bytes together (\`MEMORY USAGE\`). With ${pending.records} of them, all memory of Redis
grows by ${Math.round(pending.growthBytes)} bytes for each.`
}

function placesText({ places }) {
  const operations = Object.entries(places)
  const names = [...new Set(operations.flatMap(([, { places: at }]) => Object.keys(at)))].sort()
  const rows = names.map((name) => [name, ...operations.map(([, { places: at }]) => (at[name] ?? 0).toFixed(1))])
  const sums = operations.map(([, { all }]) => all.toFixed(1))
  return `The CPU time in µs of one operation in a process that does nothing else, without HTTP, by the room of core or the package
that spends it. What Node does for a place counts for that place. With stores in Redis, 16 flows run at once. Over a socket, the
same code takes more time, since the system calls in between leave little of it in the caches of the processor.

${table(['place', ...operations.map(([name]) => name)], [...rows, ['all', ...sums]])}

Where a goal above is not reached, this is what is left, and why it stays:

- **core, defaults/** makes the keyed digests, the sealed response and the signature. The digests keep codes and tokens out of the
  store. The sealed response lets a device fetch lost tokens again. One signature with ES256 takes nearly half of this row of a flow.
- **core, service/** counts the limits, checks each record that a port returns, and carries out a redemption in steps that can be
  undone. oidc-provider counts no limits, keeps no poll, and gives no response twice.
- **The limits** are on, with so many tries that they refuse nothing. A start counts in four names, and a typed user code in five, which
  get their try back. In Redis the names of one step share a script, so a flow with a typed code has three more commands than its
  records need. With the proof of its link, a code counts in none. The other libraries count nothing.
- **The waits of a person**: a look-up and a decision read the last sign-out of the account before anything else, so that a session
  that was ended never tries a code, and counts a typed code before it is read. Each happens once for each grant, and a person
  does not notice two milliseconds.
- **writes to Redis** are system calls, and most of their time is that of the system, which hands the bytes to Redis and wakes it.
  The commands of one turn are one write already, whatever number of flows they belong to (docs/decisions/0070).
- **The waits for Redis** decide when Redis is far away: a flow with a typed code waits as often as the table above says for a start, a
  look-up, a decision and a redemption. Each of them is needed by the next one, or keeps a limit, a sign-out or a lost response safe.
- **store-memory** copies what it keeps, so that a host cannot change a record by mistake.
- **core, http/ and wire/** read a request strictly: one meaning for each request, at every door.
- **garbage collection**: a request leaves nothing in old memory but what a store keeps (docs/decisions/0082). The rest is the
  promises of the steps that a port may make wait, each of which has a limit of time.
- The time that is missing between this table and that of the subjects is the server of Node itself, and code that runs cold. We
  tried to pack all of core into one file: a poll became neither faster nor slower than the spread of the windows.`
}

function stormsText({ storms }) {
  const rows = storms.map(({ permits, logins, calm, storm }) => [
    permits,
    spread(logins),
    `${spread(calm, 1)} ms`,
    `${spread(storm, 1)} ms`,
  ])
  return `\`passwordLogin.limits.permits\` is the number of hashes at a time. More of them keep all cores busy, and then a poll has to wait
for the system to give it a core. The default is the number of cores, at most 3: on two cores, a third hash at a time makes logins a
little faster, and polls during a storm of logins much slower.

${table(['permits', 'logins, × argon2', 'polls without logins, 99th percentile', 'polls during a storm of logins, 99th percentile'], rows)}`
}

function restText({ heap, imports }) {
  const rows = [
    [`heap of a pending authorization, of ${heap.records}`, `${Math.round(heap.bytes)} bytes`],
    ...Object.entries(imports).map(([name, time]) => [
      `import of \`${name}\` in a new process`,
      `${spread(time, 0)} ms`,
    ]),
  ]
  return table(['what', 'measured'], rows)
}

function spread({ median, least, greatest }, digits = 2) {
  const [middle, low, high] = [median, least, greatest].map((value) => value.toFixed(digits))
  return `${middle} (${low}–${high})`
}

function round(value) {
  return Number(value.toFixed(2))
}
