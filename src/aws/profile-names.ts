import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The profiles of the AWS configuration and credentials files, for suggestions: what cannot be read is empty.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export async function profileNames(env: Record<string, string | undefined>): Promise<string[]> {
  const folder = join(env['HOME'] ?? '', '.aws')
  const [config, credentials] = await Promise.all(
    [env['AWS_CONFIG_FILE'] ?? join(folder, 'config'), env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials')].map((path) =>
      readFile(path, 'utf8').catch(() => ''),
    ),
  )
  const ofConfig = sections(config ?? '').flatMap((name) => (name === 'default' ? name : (/^profile\s+(.+)$/.exec(name)?.[1] ?? [])))
  return [...new Set([...ofConfig, ...sections(credentials ?? '')])]
}

function sections(text: string): string[] {
  return [...text.matchAll(/^\s*\[\s*([^\]]+?)\s*\]/gm)].map(([, name = '']) => name)
}
