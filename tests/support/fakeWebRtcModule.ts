/** Stands for `@aculab-com/aculab-webrtc` in a page that a test has built: the test plays it as `window.fakeLibrary`. */
import { makeFakeLibrary } from "../../packages/browser/test/support/fakeLibrary.js"

const library = makeFakeLibrary()
Object.assign(globalThis, { fakeLibrary: library })

export const { AculabCloudClient } = library
