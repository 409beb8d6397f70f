// The page's part: what was chosen, how far it is, what was found. Words come from the page, so that they are translated.
import { Unreadable, check, trustedIds } from './check.js'

const form = document.getElementById('verify')
const words = form.dataset
const published = JSON.parse(document.getElementById('published-keys').textContent).keys
const bar = document.getElementById('verify-progress')
const result = document.getElementById('verify-result')
const title = result.querySelector('.notice__title')
const list = result.querySelector('ul')
const say = result.querySelector('.verify-said')
let round = 0

form.hidden = false
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const files = Array.from(form.elements.files.files)
  const mine = ++round
  show('info', files.length ? words.checking : words.choose, '', [])
  if (!files.length) return form.elements.files.focus()
  bar.hidden = false
  try {
    const found = await check(files, trustedIds(form.elements.key.value, published), (done, total) => {
      bar.value = total ? done / total : 1
    })
    if (mine !== round) return
    if (found.faults.length) show('urgent', words.wrong, '', found.faults)
    else if (found.absent) show('warning', words.partly, found.sentence, [])
    else show('success', words.genuine, found.sentence, [])
  } catch (wrong) {
    if (mine === round) show('warning', words.unreadable, wrong instanceof Unreadable ? wrong.message : words.otherwise, [])
  } finally {
    if (mine === round) bar.hidden = true
  }
})

function show (tone, heading, sentence, faults) {
  result.hidden = false
  result.className = `notice notice--${tone}`
  title.textContent = heading
  say.textContent = sentence
  say.hidden = !sentence
  list.replaceChildren(...faults.slice(0, 200).map((text) => {
    const item = document.createElement('li')
    item.textContent = text
    return item
  }))
  list.hidden = !faults.length
}
