// How signed things are written, as in accounts/encoding.py.
export class NotGenuine extends Error {}
export class Unreadable extends Error {}

export function fromBase64 (text, length) {
  const plain = String(text).trim().replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
  let raw
  try {
    raw = Uint8Array.from(atob(plain.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
  } catch {
    raw = new Uint8Array()
  }
  if (raw.length !== length || toBase64(raw) !== plain) throw new Unreadable(`base64 of ${length} bytes`)
  return raw
}

export function toBase64 (raw) {
  return btoa(String.fromCharCode(...raw)).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
}

// Sorted keys, no blanks, UTF-8.
export function canonical (value) {
  return new TextEncoder().encode(written(value))
}

function written (value) {
  if (Array.isArray(value)) return '[' + value.map(written).join(',') + ']'
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return '{' + names.map((name) => JSON.stringify(name) + ':' + written(value[name])).join(',') + '}'
}

export const hex = (raw) => Array.from(raw, (one) => one.toString(16).padStart(2, '0')).join('')

export const same = (one, other) => one.length === other.length && one.every((byte, n) => byte === other[n])
