/** What a program said to somebody, with names made up: the true cause, the thread that tells it, the message. */
export type Reported = [cause: string, source: string, text: string]
