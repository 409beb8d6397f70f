// Conveniences only: every page is complete without this file.
(function () {
  'use strict'

  const summary = document.querySelector('.error-summary')
  if (summary) summary.focus()

  // A second press within two seconds is a slip of the hand, not a second request.
  document.addEventListener('submit', function (event) {
    const form = event.target
    const last = Number(form.dataset.sentAt || 0)
    if (event.timeStamp - last < 2000 && last) event.preventDefault()
    else form.dataset.sentAt = String(event.timeStamp)
  })
})()
