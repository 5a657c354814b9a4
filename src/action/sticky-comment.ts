import type { Answer, GithubApi } from './github-api.ts'

interface Comment {
  id: number
  body?: string
  html_url?: string
  user?: { type?: string }
  author_association?: string
}

export interface Wish {
  /** `owner/name`. */
  repository: string
  pullRequest: number
  /** What tells this comment from others; the same wish finds it again. */
  key: string
  markdown: string
}

/** Where the comment is, or why there is none, for a person. */
export type Placed = { url: string } | { problem: string }

/** GitHub takes no longer comment (`body is too long (maximum is 65536 characters)`); the marker and the line below have room left. */
export const COMMENT_BYTES = 60_000
const PER_PAGE = 100
const MAX_PAGES = 30

/**
 * One comment on the pull request, made once and then updated in place, so that a branch of many commits has one table
 * (https://docs.github.com/rest/issues/comments). A hidden first line marks it.
 */
export async function placeComment(github: GithubApi, { repository, pullRequest, key, markdown }: Wish): Promise<Placed> {
  const marker = `<!-- flux-irsa ${encodeURIComponent(key)} -->`
  const issue = `/repos/${repository}/issues/${pullRequest}/comments`
  const body = `${marker}\n${markdown}`
  const known = await findComment(github, issue, marker)
  if ('problem' in known) return known
  if (known.id !== undefined) {
    const updated = await github<Comment>('PATCH', `/repos/${repository}/issues/comments/${known.id}`, { body })
    // Somebody deleted it in the meantime.
    if (updated.status !== 404) return placed(updated)
  }
  return placed(await github<Comment>('POST', issue, { body }))
}

async function findComment(github: GithubApi, issue: string, marker: string): Promise<{ id?: number } | { problem: string }> {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await github<Comment[]>('GET', `${issue}?per_page=${PER_PAGE}&page=${page}`)
    if (answer.status !== 200 || !Array.isArray(answer.body)) return { problem: problemOf(answer) }
    const found = answer.body.find((comment) => comment.body?.startsWith(marker) && isTrusted(comment))
    if (found) return { id: found.id }
    if (answer.body.length < PER_PAGE) return {}
  }
  return {}
}

/** A stranger's comment with our marker stays his: he could write anything else into it afterwards. */
function isTrusted({ user, author_association: association = '' }: Comment): boolean {
  return user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(association)
}

function placed(answer: Answer<Comment>): Placed {
  return answer.status < 300 ? { url: answer.body.html_url ?? '' } : { problem: problemOf(answer) }
}

function problemOf({ status, body }: Answer<unknown>): string {
  const { message } = body as { message?: unknown }
  return `GitHub answered ${status}${typeof message === 'string' ? `: ${message}` : ''}`
}
