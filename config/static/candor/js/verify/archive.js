// The files of a ZIP archive that is laid out byte for byte as the portal does it, read piece by piece from the disk.
// Every record is written again from what it says and must come out the same, and everything lies one behind the
// other from the first byte to the last: nothing can hide before, between or behind. As in candor_verify.py.
import { NotGenuine, same } from './bytes.js'

const LIMIT = 0xFFFFFFFF
const END = 0x06054b50

export async function * filesIn (archive) {
  const { count, offset, end } = await ending(archive)
  let place = 0
  let at = offset
  let stamp
  const seen = new Set()
  for (let number = 0; number < count; number++) {
    const entry = await entryAt(archive, at, end)
    stamp = stamp ?? entry.stamp
    const { front, local } = records(entry, stamp, place)
    if (!same(await bytes(archive, at, front.length), front)) throw new NotGenuine(`The directory of the ZIP file was changed at “${entry.name}”.`)
    if (!same(await bytes(archive, place, local.length), local)) throw new NotGenuine(`The header of “${entry.name}” does not fit the directory of the ZIP file.`)
    const begin = place + local.length
    if (begin + entry.compressed > offset) throw new NotGenuine(`“${entry.name}” does not end before the directory of the ZIP file.`)
    if (seen.has(entry.name)) throw new NotGenuine(`“${entry.name}” is in the ZIP file twice.`)
    seen.add(entry.name)
    const stop = begin + entry.compressed
    yield { name: entry.name, stream: () => archive.slice(begin, stop).stream().pipeThrough(new DecompressionStream('deflate-raw')) }
    place = stop
    at += front.length
  }
  if (place !== offset || at !== end) throw new NotGenuine('The ZIP file holds bytes that belong to none of its files.')
}

async function bytes (archive, from, length) {
  return new Uint8Array(await archive.slice(from, from + length).arrayBuffer())
}

const view = (data) => new DataView(data.buffer, data.byteOffset, data.byteLength)

async function ending (archive) {
  const last = await bytes(archive, Math.max(archive.size - 22, 0), 22)
  if (last.length < 22 || view(last).getUint32(0, true) !== END) throw new NotGenuine('The ZIP file is cut off, or something was put behind its end.')
  let [count, length, offset] = [view(last).getUint16(10, true), view(last).getUint32(12, true), view(last).getUint32(16, true)]
  let end = archive.size - 22
  const wide = count === 0xFFFF || length === LIMIT || offset === LIMIT
  if (wide) {
    end -= 76
    const record = await bytes(archive, Math.max(end, 0), 56)
    if (end < 0 || record.length < 56) throw new NotGenuine('The end of the ZIP file was changed.')
    const numbers = [32, 40, 48].map((from) => Number(view(record).getBigUint64(from, true)));
    [count, length, offset] = numbers
  }
  const found = await bytes(archive, end, archive.size - end)
  if (offset + length !== end || !same(found, endRecord(count, length, offset))) throw new NotGenuine('The end of the ZIP file was changed, or something was put before its beginning.')
  return { count, offset, end }
}

function endRecord (count, length, offset) {
  const last = pack([4, END], [2, 0], [2, 0], [2, Math.min(count, 0xFFFF)], [2, Math.min(count, 0xFFFF)], [4, Math.min(length, LIMIT)], [4, Math.min(offset, LIMIT)], [2, 0])
  if (count < 0xFFFF && length < LIMIT && offset < LIMIT) return last
  const record = pack([4, 0x06064b50], [8, 44], [2, 813], [2, 45], [4, 0], [4, 0], [8, count], [8, count], [8, length], [8, offset])
  return join(record, pack([4, 0x07064b50], [4, 0], [8, offset + length], [4, 1]), last)
}

async function entryAt (archive, at, end) {
  const data = await bytes(archive, at, Math.min(46 + 2 * 0xFFFF, end - at))
  if (data.length < 46) throw new NotGenuine('The directory of the ZIP file is cut off.')
  const read = view(data)
  let [compressed, size] = [read.getUint32(20, true), read.getUint32(24, true)]
  const raw = data.slice(46, 46 + read.getUint16(28, true))
  const more = data.slice(46 + raw.length + 4, Math.min(46 + raw.length + read.getUint16(30, true), 46 + raw.length + 28))
  const numbers = []
  for (let from = 0; from + 8 <= more.length; from += 8) numbers.push(Number(view(more).getBigUint64(from, true)))
  if (size === LIMIT) size = numbers.shift() ?? 0
  if (compressed === LIMIT) compressed = numbers.shift() ?? 0
  return { name: new TextDecoder().decode(raw), raw, stamp: read.getUint32(12, true), crc: read.getUint32(16, true), compressed, size }
}

function records ({ raw, crc, compressed, size }, stamp, place) {
  const wide = [size, compressed, place].filter((number) => number >= LIMIT)
  const extra = wide.length ? pack([2, 1], [2, 8 * wide.length], ...wide.map((number) => [8, number])) : new Uint8Array()
  const need = wide.length ? 45 : 20
  const large = size >= LIMIT || compressed >= LIMIT
  const inner = large ? pack([2, 1], [2, 16], [8, size], [8, compressed]) : new Uint8Array()
  const front = pack([4, 0x02014b50], [2, 768 | need], [2, need], [2, 0x800], [2, 8], [4, stamp], [4, crc], [4, Math.min(compressed, LIMIT)], [4, Math.min(size, LIMIT)], [2, raw.length], [2, extra.length], [2, 0], [2, 0], [2, 0], [4, 0o100600 * 65536], [4, Math.min(place, LIMIT)])
  const local = pack([4, 0x04034b50], [2, large ? 45 : 20], [2, 0x800], [2, 8], [4, stamp], [4, crc], [4, large ? LIMIT : compressed], [4, large ? LIMIT : size], [2, raw.length], [2, inner.length])
  return { front: join(front, raw, extra), local: join(local, raw, inner) }
}

// Numbers, each as [bytes, value], the lowest byte first.
function pack (...fields) {
  const data = new Uint8Array(fields.reduce((sum, [length]) => sum + length, 0))
  const into = view(data)
  let at = 0
  for (const [length, value] of fields) {
    if (length === 2) into.setUint16(at, value, true)
    else if (length === 4) into.setUint32(at, value, true)
    else into.setBigUint64(at, BigInt(value), true)
    at += length
  }
  return data
}

function join (...parts) {
  const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    data.set(part, at)
    at += part.length
  }
  return data
}
