/**
 * The one script of the HTML report: a button beside each fix copies it. A report is opened from a file or from a job's artifacts, where
 * the Clipboard API may be refused (https://developer.mozilla.org/docs/Web/API/Clipboard_API); then the text is selected, and a key does
 * the rest.
 */
export const COPY_SCRIPT = `
for (const button of document.querySelectorAll('.fix button')) {
  const text = button.nextElementSibling
  button.hidden = false
  button.onclick = () => Promise.resolve(navigator.clipboard?.writeText(text.textContent) ?? Promise.reject())
    .then(() => { button.textContent = 'copied' }, () => { getSelection().selectAllChildren(text); button.textContent = 'selected' })
}
`

/** Its digest, by which the page's policy lets it run and nothing else; a test compares the two. */
export const COPY_SCRIPT_HASH = 'sha256-uB57lyj5b6AgX2yv6qj+r7ueFEUVwhxM8d9JA8QnsBk='
