// Writes what was found out as a page.
import { table } from '../table.mjs'

const wanted = { liveCodes: 10_000_000, pollsPerSecond: 100_000 }
// A server that is busy all the time answers late.
const busy = 0.6

/** Returns the page `docs/how-far-it-goes.md`. */
export function toPage({ date, machine, single, cluster, simulation }) {
  return `# How far it goes

<!-- This page is the output of \`npm run bench:scale -- --write\`. Do not edit it: edit bench/scale/page.mjs. -->

Measured on ${date} at ${machine.commit}: ${machine.cores} cores, ${machine.processor}, ${machine.memory}, ${machine.system}, Node ${machine.node}. All processes of a measurement share
these cores. The figures are good for a reckoning, and no promise for another machine.

## What was measured

${table(
  ['', 'one Redis', `a cluster of ${cluster.nodes}`],
  [
    ['live codes', whole(single.codes), whole(cluster.codes)],
    [
      'bytes of Redis for a live code, with its key, its expiry and the tables',
      whole(single.bytesPerCode),
      whole(cluster.bytesPerCode),
    ],
    ['the most loaded node has more keys than the mean by', '', percent(cluster.mostLoaded)],
    ...['issue', 'poll'].flatMap((operation) => [
      [`${operation}: CPU of the server, µs`, whole(single[operation].ownCpu), whole(cluster[operation].ownCpu)],
      [`${operation}: CPU of Redis, µs`, whole(single[operation].redisCpu), whole(cluster[operation].redisCpu)],
    ]),
  ],
)}

One process made the requests without HTTP, 200 at a time, and to the cluster with \`enableAutoPipelining\`. HTTP comes on top: see
the table of subjects in [benchmarks](benchmarks.md).

## What it is enough for

With ${busy * 100} % of a core in use, so that answers stay quick:

${table(
  ['', 'carries'],
  [
    ['one process of the server, without HTTP', `${thousands(perCore(single.poll.ownCpu))} polls a second`],
    ['one Redis', `${thousands(perCore(single.poll.redisCpu))} polls a second`],
    [`a cluster of N nodes`, `N × ${thousands(perCore(cluster.poll.redisCpu))} polls a second`],
    ['1 GiB of Redis', `${thousands(2 ** 30 / single.bytesPerCode)} live codes`],
  ],
)}

**${whole(wanted.liveCodes)} live codes and ${whole(wanted.pollsPerSecond)} polls a second** need:

- ${gigabytes(wanted.liveCodes * cluster.bytesPerCode)} of memory in Redis, and as much again for each replica;
- ${Math.ceil((wanted.pollsPerSecond * cluster.poll.redisCpu) / 1e6 / busy)} nodes of a cluster, each with a core;
- ${Math.ceil((wanted.pollsPerSecond * single.poll.ownCpu) / 1e6 / busy)} processes of the server, each with a core, and what HTTP and your framework cost.

The number of live codes does not make a poll slower: a poll is one script on one key.

## A simulation of ${whole(simulation.devices)} devices

The devices ask for codes within ten minutes and poll every five seconds, with up to half a second of delay by the network. Half of
the people decide within 40 seconds; 5 % never do, and 3 % deny. 2 % of the devices lose the response with their tokens, and ask
again. The service is the real one, its stores are in memory, and the clock jumps from event to event. Each call of a store is
counted under the key that it would have in Redis.

${table(
  ['', ''],
  [
    ['most live codes at once', whole(simulation.mostLive)],
    ...Object.entries(simulation.operations).map(([name, times]) => [`requests: ${name}`, whole(times)]),
    ...Object.entries(simulation.words).map(([word, times]) => [`responses to polls: \`${word}\``, whole(times)]),
    ['responses to polls: `slow_down`', whole(simulation.words.slow_down ?? 0)],
    ['calls of the stores', whole(simulation.storeCalls)],
    [
      'calls for the most used key',
      `${whole(simulation.hottestKey)}, ${percent(simulation.hottestKey / simulation.storeCalls)}`,
    ],
  ].filter(([name], nth, rows) => rows.findIndex(([other]) => other === name) === nth),
)}

${table(
  ['nodes', 'the most loaded one has more calls than the mean by'],
  simulation.shards.map(({ shards, excess }) => [shards, percent(excess)]),
)}

The most used keys are the copies of the revocation mark of the client, which each redemption and each refresh reads, so that
\`revokeGrants({ clientId })\` counts at once. All devices of the simulation have the same client. The mark has 64 copies, and an
account reads always the same one, so that no node gets all of these reads.
`
}

function perCore(microseconds) {
  return (busy * 1e6) / microseconds
}

function whole(number) {
  return Math.round(number).toLocaleString('en-US').replaceAll(',', ' ')
}

function thousands(number) {
  return whole(Math.floor(number / 1_000) * 1_000)
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`
}

function gigabytes(bytes) {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}
