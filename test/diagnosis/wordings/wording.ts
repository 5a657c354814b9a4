/** What a program prints, in its wording with made-up names, and the cause that must be named first. */
export type Wording = [cause: string, text: string]
