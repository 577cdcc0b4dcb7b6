/** Keeps monitor recordings, for two weeks. */
import type { Clock } from "../Clock.js"
import type { Recording, Recordings, RecordingToAdd } from "../Recordings.js"
import { cloudDateTime } from "./dateTime.js"
import { toneWav } from "./wav.js"

export interface RecordingEngine extends Recordings {
  readonly of: (applicationInstanceId: string) => readonly Recording[]
}

const twoWeeks = 14 * 86_400_000
const sampleRate = 8000

const audio = ({ bytes, seconds, frequency }: RecordingToAdd): Uint8Array<ArrayBuffer> => {
  if (bytes !== undefined) {
    if (seconds !== undefined || frequency !== undefined) {
      throw new TypeError("a recording has bytes, or a tone with seconds and frequency, not both")
    }
    return bytes.slice()
  }
  const tone = { seconds: seconds ?? 1, frequency: frequency ?? 440, sampleRate }
  if (!(tone.seconds >= 0 && tone.seconds <= 3600)) {
    throw new RangeError(`a recording lasts 0 to 3600 seconds, not ${tone.seconds}`)
  }
  if (!(tone.frequency > 0 && tone.frequency <= sampleRate / 2)) {
    throw new RangeError(`a tone has a frequency up to ${sampleRate / 2} Hz, not ${tone.frequency}`)
  }
  return toneWav(tone)
}

export const makeRecordingEngine = (clock: Clock): RecordingEngine => {
  const recordings = new Map<string, Recording>()
  let counter = 0

  /** Forgets what is two weeks old. Recordings are in the order of their creation. */
  const current = (): ReadonlyMap<string, Recording> => {
    for (const { name, created } of recordings.values()) {
      if (clock.now() < created + twoWeeks) break
      recordings.delete(name)
    }
    return recordings
  }

  const newName = (applicationInstanceId: string): string => {
    counter += 1
    const date = cloudDateTime(clock.now()).slice(0, 10)
    return `${date}/${applicationInstanceId}.${counter}/${150_994_944 + counter}_NRCH_NORMAL(200).wav`
  }

  const list = () => [...current().values()]

  return {
    add: (recording) => {
      const { applicationInstanceId } = recording
      if (applicationInstanceId === "" || applicationInstanceId.includes("/")) {
        throw new TypeError(
          `this is not an application instance id: ${JSON.stringify(applicationInstanceId)}`
        )
      }
      const name = recording.name ?? newName(applicationInstanceId)
      if (name === "" || current().has(name)) {
        throw new TypeError(`a recording needs a name of its own, not ${JSON.stringify(name)}`)
      }
      const added = { applicationInstanceId, name, bytes: audio(recording), created: clock.now() }
      recordings.set(name, added)
      return added
    },
    list,
    get: (name) => current().get(name),
    of: (applicationInstanceId) =>
      list().filter((recording) => recording.applicationInstanceId === applicationInstanceId)
  }
}
