import { expect, test } from 'vitest'
import { clippedLines, cutMiddle, cutTo, hanging, padTo, visibleLength } from '../../src/report/text/layout.ts'

test('a text takes the columns of a terminal: wide characters two, combining ones and colours none', () => {
  expect(
    ['apps', '\u001b[31mapps\u001b[39m', 'приложения', '应用', 'ｱﾌﾟﾘ', 'アプリ', '앱', 'e\u0301', '👩‍🚀', '✔ → … · –'].map(visibleLength),
  ).toEqual([4, 4, 10, 4, 4, 6, 2, 1, 2, 9])
})

test('columns of a table stand below each other, whatever the names are written in', () => {
  const rows = ['应用/主', 'apps/main'].map((name) => `${padTo(name, 12)}|`)
  expect(rows.map((row) => visibleLength(row))).toEqual([13, 13])
})

test('what is cut keeps whole characters, and takes no more columns than there are', () => {
  expect(cutTo('应用程序仓库', 7, '…')).toBe('应用程…')
  expect(cutTo('应用程序仓库', 12, '…')).toBe('应用程序仓库')
  expect(cutTo('a👩‍🚀b', 2, '…')).toBe('a…')
  expect(cutMiddle('应用程序仓库', 9, '…')).toBe('应用…仓库')
  expect(cutMiddle('arn:aws:iam::123456789012:role/x', 13, '…')).toBe('arn:aw…role/x')
})

test('text wraps by its columns', () => {
  expect(hanging('- ', '应用程序 仓库 策略 角色 信任 令牌', 24)).toEqual(['- 应用程序 仓库 策略', '  角色 信任 令牌'])
  expect(clippedLines('应用程序仓库', 5, 9)).toEqual(['应用', '程序', '仓库'])
  expect(clippedLines('应', 1, 9).join('')).toBe('应')
  expect(clippedLines('registry/team-a/app', 10, 9)).toEqual(['registry/', 'team-a/app'])
})
