import { oneLine } from '../text/plain-text.ts'

/**
 * Text of a remote as inline Markdown for GitHub and GitLab: what could be markup, HTML, a table's edge or the start of a mention is an
 * entity, which never forms structure (https://github.github.com/gfm/#entity-and-numeric-character-references). Mentions are looked for
 * behind that, in the text, so `@` is followed by an empty comment.
 */
export function markdownText(text: string): string {
  return oneLine(text)
    .replaceAll(/[&<>`*_[\]\\|~$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll('@', '@<!-- -->')
}

/** A command or a value in code style, also within a table; line breaks stay. */
export function markdownCode(text: string): string {
  return `<code>${text.split('\n').map(markdownText).join('<br>')}</code>`
}

/** Lines as a fenced block that nothing within them can end. */
export function fenced(lines: string[], language = ''): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)))
  const fence = '`'.repeat(longest + 1)
  return [fence + language, ...lines, fence]
}
