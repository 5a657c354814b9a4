/** Milliseconds as `0.2s`, `41.3s`, `2m 05s`. */
export function duration(ms: number): string {
  return ms < 59_950 ? `${(Math.max(ms, 0) / 1000).toFixed(1)}s` : elapsed(ms)
}

/** Milliseconds as whole seconds, for what still runs: `0s`, `41s`, `2m 05s`, `1h 03m`. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds}s`
  const two = (value: number) => String(value).padStart(2, '0')
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`
  return `${Math.floor(seconds / 3600)}h ${two(Math.floor((seconds % 3600) / 60))}m`
}

/** Time of day of the machine, `12:01:07`. */
export function clockTime(now: number): string {
  const time = new Date(now)
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}
