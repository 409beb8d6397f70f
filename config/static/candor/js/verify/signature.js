// Ed25519 by the browser itself where it can, else by the small library beside this.
import { NotGenuine, canonical, toBase64 } from './bytes.js'
import { sha256, sha512 } from '../vendor/noble-hashes/sha2.js'

// A key's id is its thumbprint (RFC 7638): always computed, never believed.
export function keyId (raw) {
  return toBase64(sha256(canonical({ crv: 'Ed25519', kty: 'OKP', x: toBase64(raw) })))
}

// `trusted` are the ids of the keys that count.
export async function requireSigned (message, signature, raw, trusted, what) {
  const id = keyId(raw)
  if (!trusted.includes(id)) throw new NotGenuine(`The ${what} names the key ${id}, which is none of the keys it was checked with.`)
  if (!(await fits(message, signature, raw))) throw new NotGenuine(`The ${what} was changed: its signature does not fit.`)
  return id
}

async function fits (message, signature, raw) {
  let key
  try {
    key = await globalThis.crypto.subtle.importKey('raw', raw, { name: 'Ed25519' }, false, ['verify'])
  } catch {
    const library = await import('../vendor/noble-ed25519/index.js')
    library.hashes.sha512 = sha512
    try {
      return library.verify(signature, message, raw)
    } catch {
      return false
    }
  }
  return globalThis.crypto.subtle.verify('Ed25519', key, signature, message)
}
