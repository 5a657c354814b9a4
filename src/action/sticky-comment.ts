import type { Answer, GithubApi } from './github-api.ts'

interface Comment {
  id: number
  body?: string
  html_url?: string
  user?: { type?: string; login?: string }
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
  const isOurs = ownership(github)
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await github<Comment[]>('GET', `${issue}?per_page=${PER_PAGE}&page=${page}`)
    if (answer.status !== 200 || !Array.isArray(answer.body)) return { problem: problemOf(answer) }
    for (const comment of answer.body.filter(({ body }) => body?.startsWith(marker))) if (await isOurs(comment)) return { id: comment.id }
    if (answer.body.length < PER_PAGE) return {}
  }
  return {}
}

const WORKFLOWS = 'github-actions[bot]'

/**
 * Whether a comment was written with this very token. Who may comment can plant our marker, and could write anything else into his comment
 * afterwards; who may edit comments is no author of them. A token of a person is asked for its user; that of a workflow or an app has
 * none, but a bot, which GraphQL names (https://docs.github.com/graphql/reference/queries#viewer).
 */
function ownership(github: GithubApi): (comment: Comment) => Promise<boolean> {
  let person: Promise<string | undefined> | undefined
  let bot: Promise<string | undefined> | undefined
  return async ({ user }) => {
    const own = await (person ??= github<{ login?: string }>('GET', '/user').then(loginOf))
    if (own !== undefined) return user?.login === own
    if (user?.type !== 'Bot') return false
    if (user.login === undefined || user.login === WORKFLOWS) return true
    const query = { query: '{ viewer { login } }' }
    bot ??= github<{ data?: { viewer?: { login?: string } } }>('POST', '/graphql', query).then(({ status, body }) =>
      loginOf({ status, body: body.data?.viewer ?? {} }),
    )
    const named = await bot.catch(() => undefined)
    return named !== undefined && user.login === (named.endsWith('[bot]') ? named : `${named}[bot]`)
  }
}

function loginOf({ status, body }: Answer<{ login?: string }>): string | undefined {
  return status === 200 && typeof body.login === 'string' ? body.login : undefined
}

function placed(answer: Answer<Comment>): Placed {
  return answer.status < 300 ? { url: answer.body.html_url ?? '' } : { problem: problemOf(answer) }
}

function problemOf({ status, body }: Answer<unknown>): string {
  const { message } = body as { message?: unknown }
  return `GitHub answered ${status}${typeof message === 'string' ? `: ${message}` : ''}`
}
