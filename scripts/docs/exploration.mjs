// Drives a state machine with every input in every state, until no new state appears.

/**
 * `start` is the first position: `{ state, record, now }`. Each input has a function `run` that returns `undefined` if the
 * input is impossible there, or the verdict and the next position. Returns the states, and what every
 * input does in each.
 */
export function explore(start, inputs, stateOf) {
  const positions = new Map([[start.state, start]])
  const steps = []
  for (const position of positions.values()) {
    for (const input of inputs) {
      const result = input.run(position)
      if (result === undefined) continue
      const next = result.next && { ...position, ...result.next }
      const to = next === undefined ? position.state : stateOf(next)
      const changed = next !== undefined && JSON.stringify(next.record) !== JSON.stringify(position.record)
      steps.push({ from: position.state, input, to, verdict: result.verdict, text: result.text ?? input.text, changed })
      if (!positions.has(to)) positions.set(to, { ...next, state: to })
    }
  }
  return { states: inFamilies([...positions.keys()]), steps }
}

/** Returns the states with those of one status together, and the last one at the end. */
function inFamilies(states) {
  const statusOf = (state) => state.split(',')[0]
  const rank = (state) =>
    state === 'forgotten' ? states.length : states.findIndex((one) => statusOf(one) === statusOf(state))
  return states.toSorted((one, other) => rank(one) - rank(other))
}

/** Returns the steps to draw: those that change the record, or lead to another state. */
export function transitionsOf({ steps }) {
  return steps.filter(({ input, from, to, changed }) => input.isHidden !== true && (from !== to || changed))
}

/** Throws if a module of the machine has a function that is neither an input nor known as a helper. */
export function checkFunctions(modules, known) {
  const exported = modules.flatMap((module) => Object.keys(module).filter((name) => typeof module[name] === 'function'))
  const strange = exported.filter((name) => !known.includes(name))
  const gone = known.filter((name) => !exported.includes(name))
  if (strange.length + gone.length > 0) {
    throw new Error(
      `scripts/docs: the diagrams and the machine differ in these functions: ${[...strange, ...gone].join(', ')}`,
    )
  }
}
