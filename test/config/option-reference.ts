import { FILE_OPTIONS } from '../../src/config/file-schema.ts'
import type { Option } from '../../src/config/option.ts'
import { OPTIONS } from '../../src/config/options.ts'

const section = /(<!-- options: .*-->\n)[\s\S]*(<!-- options end -->)/

/** The page with its tables of options made anew from the option table. */
export function withOptionTables(page: string): string {
  const groups = [...new Set(OPTIONS.map((option) => option.group))]
  const tables = groups.map((group) => [`### ${group}`, '', ...table(OPTIONS.filter((option) => option.group === group)), ''].join('\n'))
  return page.replace(section, (_, start: string, end: string) => `${start}\n${tables.join('\n')}\n${end}`)
}

function table(options: Option[]): string[] {
  const head = ['| flag | variable | key | what it says | default | commands |', '| --- | --- | --- | --- | --- | --- |']
  return [...head, ...options.map((option) => `| ${row(option).join(' | ')} |`)]
}

function row(option: Option): string[] {
  const value = option.placeholder ? ` ${option.placeholder}` : ''
  const forms = [option.short, option.flag, option.negatable && `--no-${option.key}`].filter((form) => typeof form === 'string')
  const repeat = repeatOf(option)
  const inFile = FILE_OPTIONS.includes(option)
  return [
    forms.map((form) => `\`${form}${value}\``).join(', ') || '–',
    `\`${option.env}\``,
    inFile ? `\`${option.key}\`` : '–',
    option.about + repeat,
    option.fallback ?? '–',
    option.commands.join(', '),
  ]
}

function repeatOf(option: Option): string {
  if (option.several) return ` (repeatable for ${option.several.join(', ')})`
  return option.kind === 'list' || option.kind === 'map' ? ' (repeatable)' : ''
}
