/**
 * Lets the reader of a pipe go away early (`flux-irsa verify | head -1`) without a stack trace; the exit code stays that of the report.
 * The program calls this for stdout and stderr before the first write, and sets `exitCode` instead of calling `exit`, which would cut
 * what is still in the pipe (64 KiB on Linux). Any other error of the stream is thrown.
 */
export function ignoreBrokenPipe(stream: NodeJS.WritableStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // After EPIPE the stream is destroyed, and each later write says so.
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
  })
}
