// Storage of better-auth. Its own adapter in memory searches all rows for each query; this one finds a row by its id, its codes
// or its token at once, as the index of a database would.
import { importPeer } from '../peers.mjs'

const indexed = ['id', 'deviceCode', 'userCode', 'token', 'email']

/** Resolves to the option `database`. */
export async function memoryDatabase() {
  const { createAdapterFactory } = await importPeer('better-auth/adapters')
  const tables = new Map()
  const tableOf = (model) => {
    if (!tables.has(model)) tables.set(model, createTable())
    return tables.get(model)
  }
  return createAdapterFactory({
    config: { adapterId: 'bench', adapterName: 'bench', supportsArrays: true, transaction: false },
    adapter: () => ({
      create: async ({ model, data }) => tableOf(model).add(data),
      findOne: async ({ model, where }) => tableOf(model).find(where)[0] ?? null,
      findMany: async ({ model, where = [] }) => tableOf(model).find(where),
      count: async ({ model, where = [] }) => tableOf(model).find(where).length,
      async update({ model, where, update }) {
        const [row] = tableOf(model).find(where)
        return row === undefined ? null : Object.assign(row, update)
      },
      async updateMany({ model, where, update }) {
        return tableOf(model)
          .find(where)
          .map((row) => Object.assign(row, update)).length
      },
      async incrementOne({ model, where, set = {} }) {
        const [row] = tableOf(model).find(where)
        return row === undefined ? null : Object.assign(row, set)
      },
      async consumeOne({ model, where }) {
        const [row] = tableOf(model).find(where)
        if (row === undefined) return null
        tableOf(model).remove(row)
        return row
      },
      async delete({ model, where }) {
        for (const row of tableOf(model).find(where)) tableOf(model).remove(row)
      },
      async deleteMany({ model, where }) {
        const rows = tableOf(model).find(where)
        for (const row of rows) tableOf(model).remove(row)
        return rows.length
      },
    }),
  })
}

function createTable() {
  const rows = new Set()
  const byField = new Map(indexed.map((field) => [field, new Map()]))
  return {
    add(row) {
      rows.add(row)
      for (const [field, index] of byField) if (typeof row[field] === 'string') index.set(row[field], row)
      return row
    },
    remove(row) {
      rows.delete(row)
      for (const [field, index] of byField) if (index.get(row[field]) === row) index.delete(row[field])
    },
    /** An index knows the newest row of a value only: the benchmark has one person, and asks for no list of its rows. */
    find(where) {
      const [clause] = where.filter(({ field, operator }) => operator === 'eq' && byField.has(field))
      const found = clause === undefined ? [...rows] : [byField.get(clause.field).get(clause.value)]
      return found.filter((row) => row !== undefined && where.every((clause) => matches(row, clause)))
    },
  }
}

function matches(row, { field, operator, value }) {
  if (operator === 'eq') return (row[field] ?? null) === value
  if (operator === 'gt') return row[field] > value
  if (operator === 'lt') return row[field] < value
  throw new Error(`the database of the benchmark does not know the operator ${operator}`)
}
