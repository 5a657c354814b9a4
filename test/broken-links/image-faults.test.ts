import { IMAGE_FAULTS } from './image-faults.ts'
import { tryAll } from './try-all.ts'

tryAll(IMAGE_FAULTS)
