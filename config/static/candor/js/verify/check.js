// What candor_verify.py does, with files that somebody chose in the browser. Nothing is sent anywhere.
import { NotGenuine, Unreadable, canonical, fromBase64, hex } from './bytes.js'
import { filesIn } from './archive.js'
import { keyId, requireSigned } from './signature.js'
import { sha256 } from '../vendor/noble-hashes/sha2.js'

const OWN = ['manifest.json', 'manifest.json.sig', 'manifest.pub']
const MOST_MANIFEST = 512 * 1024 * 1024

// Return { sentence, faults, absent }: no faults when everything there is genuine; `absent` files are in parts not chosen. `progress(done, total)` counts bytes.
export async function check (files, trusted, progress) {
  const sign = await files[0].slice(0, 64).text()
  try {
    if (files.length === 1 && sign.trimStart().startsWith('{')) return { sentence: await receipt(files[0], trusted), faults: [] }
    return await copy(files, trusted, progress)
  } catch (wrong) {
    if (wrong instanceof NotGenuine) return { sentence: '', faults: [wrong.message] }
    throw wrong
  }
}

async function receipt (file, trusted) {
  let document
  try {
    document = JSON.parse(await file.text())
  } catch {
    throw new Unreadable('The file is no JSON.')
  }
  const { signature: said, ...rest } = document
  const value = typeof said === 'object' && said !== null ? said.value : said
  if (typeof said === 'object' && said !== null && (said.type !== 'Ed25519' || Object.keys(said).length !== 2)) throw new NotGenuine('The receipt says something about its signature that we never say.')
  const content = Object.keys(rest).join() === 'content' ? rest.content : rest
  const named = content['candor:key'] ?? content.key
  const text = typeof named === 'string' ? named : named?.x
  if (typeof text !== 'string' || typeof value !== 'string') throw new Unreadable('This is no signed receipt.')
  const raw = fromBase64(text, 32)
  if (named.kid !== undefined && named.kid !== keyId(raw)) throw new NotGenuine('The key id in the receipt is not that of the key in it.')
  await requireSigned(canonical(content), fromBase64(value, 64), raw, trusted, 'receipt')
  return 'This receipt is as it was signed.'
}

async function copy (files, trusted, progress) {
  const there = new Map()
  for (const file of files) {
    const [begin, end] = [await file.slice(0, 2).text(), await file.slice(-22, -18).text()]
    if (begin !== 'PK' && !end.startsWith('PK')) throw new Unreadable(`“${file.name}” is no ZIP file and no receipt.`)
    for await (const one of filesIn(file)) {
      if (there.has(one.name)) throw new NotGenuine(`“${one.name}” is there twice.`)
      there.set(one.name, one.stream)
    }
  }
  for (const name of OWN) if (!there.has(name)) throw new NotGenuine(`“${name}” is missing: without it nothing can be checked.`)
  const text = await whole(there, 'manifest.json', MOST_MANIFEST)
  const signature = await line(there, 'manifest.json.sig', 64)
  await requireSigned(text, signature, await line(there, 'manifest.pub', 32), trusted, 'manifest')
  const listed = listedIn(text)
  const total = Array.from(listed.values()).reduce((sum, one) => sum + one.size, 0)
  const faults = []
  let done = 0
  for (const [name, stream] of there) {
    const one = listed.get(name)
    if (one === undefined) faults.push(`“${name}” is not in the manifest: somebody added it.`)
    else {
      const wrong = await differs(stream, one, (bytes) => progress(done + bytes, total))
      if (wrong) faults.push(`“${name}” ${wrong}`)
      done += one.size
    }
  }
  const here = new Set(Array.from(there.keys(), (name) => listed.get(name)?.part).concat(1))
  let absent = 0
  for (const [name, one] of listed) {
    if (there.has(name)) continue
    if (here.has(one.part)) faults.push(`“${name}” is missing.`)
    else absent++
  }
  const sentence = absent ? `${listed.size - absent} files are as they were signed, ${absent} more are in parts that you did not choose.` : `All ${listed.size} files are as they were signed.`
  return { sentence: faults.length ? '' : sentence, faults, absent }
}

function listedIn (text) {
  const members = JSON.parse(new TextDecoder().decode(text)).sections.flatMap((section) => section.members)
  const listed = new Map(members.map((one) => [one.name, { size: one.size, sha256: one.sha256, part: one.part ?? 1 }]))
  if (listed.size !== members.length) throw new NotGenuine('The manifest lists a file twice.')
  return listed
}

async function differs (stream, { size, sha256: digest }, progress) {
  const found = sha256.create()
  let length = 0
  try {
    for await (const piece of pieces(stream())) {
      length += piece.length
      if (length > size) return `was changed: it is longer than the ${size} bytes that were signed.`
      found.update(piece)
      progress(length)
    }
  } catch {
    return 'was changed: it cannot be unpacked.'
  }
  if (length < size) return `was changed: it has ${length} bytes, not the ${size} that were signed.`
  return hex(found.digest()) === digest ? '' : 'was changed: its checksum is another one.'
}

async function whole (there, name, most) {
  const parts = []
  let length = 0
  try {
    for await (const piece of pieces(there.get(name)())) {
      parts.push(piece)
      length += piece.length
      if (length > most) throw new Error(name)
    }
  } catch {
    throw new NotGenuine(`“${name}” was changed: it cannot be unpacked.`)
  }
  there.delete(name)
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

// A line of base64, which must be written in the one way we write it.
async function line (there, name, length) {
  const text = new TextDecoder().decode(await whole(there, name, 1024))
  try {
    const raw = fromBase64(text, length)
    if (btoa(String.fromCharCode(...raw)) + '\n' === text) return raw
  } catch {}
  throw new NotGenuine(`“${name}” was changed.`)
}

async function * pieces (stream) {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

// The ids of the keys that count: those typed, else those the page brought along.
export function trustedIds (typed, published) {
  const keys = typed.trim() ? typed.trim().split(/[\s,]+/) : published.map((one) => one.x)
  return keys.map((text) => keyId(fromBase64(text, 32)))
}

export { Unreadable }
