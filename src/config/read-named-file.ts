import { Failure, badInput } from '../domain/failure.ts'

/** Reads a file as UTF-8; one that is longer than `maxBytes`, or than any input but a plan is, is an error with the code EFBIG. */
export type ReadFile = (path: string, maxBytes?: number) => Promise<string>

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENAMETOOLONG: 'its name is too long',
  EFBIG: 'it is larger than anything that belongs there',
  ENXIO: 'it is no file that can be read',
}

/**
 * Reads a file that the user named. Throws a Failure (`file-unreadable`, exit 64) that names the field; never the path, because people do
 * put a password where its file should be named.
 */
export async function readNamedFile(field: string, path: string, readFile: ReadFile, maxBytes?: number): Promise<string> {
  try {
    return await readFile(path, maxBytes)
  } catch (error) {
    if (error instanceof Failure) throw error
    const code = (error as NodeJS.ErrnoException | undefined)?.code
    const reason = (code && reasons[code]) ?? 'it cannot be read'
    throw new Failure({
      code: 'file-unreadable',
      source: 'user',
      message: `${field}: ${reason}`,
      fix: `name a readable file with ${field}`,
      docs: 'configuration.md',
    })
  }
}

/** One line without its end. Throws bad input for nothing, for more lines and for bytes that are not text; never repeats the content. */
export function oneSecretLine(text: string, field: string): string {
  const line = text.replace(/\r?\n$/, '')
  const allowed = 'one line of UTF-8 text'
  if (line === '') throw badInput(field, 'holds nothing', allowed)
  // U+FFFD stands where the bytes were not UTF-8, U+FEFF is the mark that some editors put first.
  if (/[\0\r\n\uFFFD\uFEFF]/.test(line)) throw badInput(field, 'holds a line break, a NUL or bytes that are not UTF-8', allowed)
  return line
}
