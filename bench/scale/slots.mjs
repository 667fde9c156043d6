// The slot of a key in a Redis Cluster: CRC-16/XMODEM modulo 16 384. Our keys have no hash tags.

export const slots = 16_384

/** @param {string} key ASCII only */
export function slotOf(key) {
  let crc = 0
  for (let nth = 0; nth < key.length; nth++) {
    crc ^= key.charCodeAt(nth) << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
    crc &= 0xffff
  }
  return crc % slots
}

/** Returns how much more than the mean the most loaded of `shards` has, if each has an equal range of slots: 0.02 is 2 %. */
export function excess(perSlot, shards) {
  const loads = new Array(shards).fill(0)
  perSlot.forEach((load, slot) => {
    loads[Math.floor((slot * shards) / slots)] += load
  })
  const mean = loads.reduce((sum, load) => sum + load, 0) / shards
  return Math.max(...loads) / mean - 1
}
