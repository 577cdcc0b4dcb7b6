/** A local, stateful stand-in for the Aculab Cloud web services. */
export type { Answer } from "./Answer.js"
export * from "./Clock.js"
export type { Fault, FaultMoment, Faults } from "./Faults.js"
export type { Files, FileToStore, FileType, StoredFile } from "./Files.js"
export * from "./Messages.js"
export * from "./Simulator.js"
export { type CarrierBehaviour, type SpecialNumber, specialNumbers } from "./SpecialNumbers.js"
