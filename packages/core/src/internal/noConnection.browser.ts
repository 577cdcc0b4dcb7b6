/**
 * In the place of noConnection.ts, in what is bundled for browsers: no browser tells why a connection failed.
 */
import type * as Connection from "./noConnection.js"

export const provesNoConnection: typeof Connection.provesNoConnection = () => false
