import { table } from '../table.mjs'

/** Returns the page `docs/client-benchmarks.md`. */
export function toPage({ date, passes, machine, startUp, sizes }) {
  const { commit, cores, processor, memory, system, node, loadBefore, loadAfter } = machine
  const [, ours, , peer] = startUp
  const [, ourBundle, , peerBundle] = sizes
  return `# Benchmarks of the client

<!-- This page is the output of \`npm run bench:client -- --write\`. Do not edit it: edit bench/client/page.mjs. -->

${table(
  ['date', 'commit', 'machine', 'Node', 'load before and after'],
  [
    [
      date,
      commit,
      `${cores} cores, ${processor}, ${memory}, ${system}`,
      node,
      `${loadBefore.toFixed(1)}, ${loadAfter.toFixed(1)}`,
    ],
  ],
)}

## The start of a command line

Each command line looks for its tokens, finds none, and says so: it sends nothing. One process runs at a time, in the order A B C and then
C B A, ${passes} times each. A ratio compares a run with the run of plain Node of the same pass. The tables show the median, with the least and the
greatest in parentheses. Other programs disturb the CPU time less than the whole time.

${table(
  ['command line', 'whole time, ms', '× plain Node', 'CPU time, ms', '× plain Node'],
  startUp.map(({ name, wall, cpu }) => [
    name,
    spread(wall.milliseconds, 0),
    spread(wall.ratio),
    spread(cpu.milliseconds, 0),
    spread(cpu.ratio),
  ]),
)}

The start with our client takes ${(ours.cpu.milliseconds.median / peer.cpu.milliseconds.median).toFixed(2)} times the CPU time of the start with openid-client, and has a store that several processes can use
at the same time.

## The size in a bundle

Bundled and minified by esbuild for browsers, in bytes.

${table(
  ['bundle', 'minified', 'gzip'],
  sizes.map(({ name, minified, gzip }) => [name, minified, gzip]),
)}

With gzip our client is ${(ourBundle.gzip / peerBundle.gzip).toFixed(1)} times as large as openid-client for the same tasks. It also has what the program would have to write around
openid-client: a loop that survives outages and sleep, a keeper of tokens that refreshes once for many callers, and a sentence for each
failure.
`
}

function spread({ median, least, greatest }, digits = 2) {
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${greatest.toFixed(digits)})`
}
