const units = { h: 3_600_000, m: 60_000, s: 1000 } as const

/** `15m`, `90s`, `1h`, `1h30m` in milliseconds; `undefined` for anything else, for nothing and for more than a day. */
export function parseDuration(text: string): number | undefined {
  const match = /^(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,5})s)?$/.exec(text)
  if (!match) return undefined
  const [, hours = 0, minutes = 0, seconds = 0] = match
  const ms = Number(hours) * units.h + Number(minutes) * units.m + Number(seconds) * units.s
  return ms > 0 && ms <= 24 * units.h ? ms : undefined
}
