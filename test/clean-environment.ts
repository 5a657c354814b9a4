import { becomeEnvironment } from './stories/become-environment.ts'

// Files of one worker share its environment: what the last one said of AWS and proxies is nothing to this one.
becomeEnvironment({})
