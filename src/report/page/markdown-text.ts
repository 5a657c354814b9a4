import { withEntities, withoutCommands } from '../machine/runner-text.ts'
import { oneLine } from '../text/plain-text.ts'

/** What GitHub and GitLab make links of: `@name`, `#1`, `GH-1`, `!1`, `https://…`, `www.…` (https://github.github.com/gfm/#autolinks-extension-). */
const LINKED = /@|(?<!&)#(?=\w)|\bGH-(?=\d)|!(?=\d)|\b[a-z][a-z\d+.-]{0,20}:(?=\/\/)|\bwww(?=\.)|\bmailto:|\bxmpp:/gi

/**
 * Text of a remote as inline Markdown for GitHub and GitLab: what could be markup, HTML, a table's edge or the start of a mention is an
 * entity, which never forms structure (https://github.github.com/gfm/#entity-and-numeric-character-references). Mentions, issues and bare
 * addresses are looked for behind that, in the text, so an empty comment stands in them: nobody is notified, nothing refers to us.
 */
export function markdownText(text: string): string {
  const entities = oneLine(text).replaceAll(/[&<>`*_[\]\\|~$]/g, (character) => `&#${character.charCodeAt(0)};`)
  return withEntities(entities).replaceAll(LINKED, '$&<!-- -->')
}

/** A command or a value in code style, also within a table; line breaks stay. */
export function markdownCode(text: string): string {
  return `<code>${text.split('\n').map(markdownText).join('<br>')}</code>`
}

/** Lines as a fenced block that nothing within them can end. */
export function fenced(lines: string[], language = ''): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)))
  const fence = '`'.repeat(longest + 1)
  return [fence + language, ...lines.map(withoutCommands), fence]
}
