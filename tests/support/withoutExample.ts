/** Functions and errors whose documentation has no example, each with the reason. */

const each = (names: ReadonlyArray<string>, reason: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, reason]))

const ofCloudError = [
  "InvalidInput",
  "Unauthorized",
  "NotFound",
  "Rejected",
  "RateLimited",
  "Unavailable",
  "TransportFailure",
  "Timeout",
  "UnexpectedResponse"
].map((name) => `core/CloudError.${name}`)

const ofTokenError = [
  "TokenRefused",
  "TokenUnavailable",
  "TokenMalformed",
  "TokenFetchFailed",
  "TokenSourceClosed"
].map((name) => `browser/TokenError.${name}`)

const ofWebRtcError = [
  "Unsupported",
  "LibraryFailed",
  "TooManyCalls",
  "NoToken",
  "MediaFailed",
  "CallEnded",
  "NotPossible",
  "TimedOut"
].map((name) => `browser/WebRtcError.${name}`)

export const withoutExample: Readonly<Record<string, string>> = {
  ...each(ofCloudError, "a reason, told from others by its tag: the example of CloudError"),
  ...each(ofTokenError, "a reason, told from others by its tag: the example of TokenError"),
  ...each(ofWebRtcError, "a reason, told from others by its tag: the example of WebRtcError"),
  ...each(
    [
      "core/Conference.isFinal",
      "core/MessageStatus.isFinal",
      "core/OutboundStatus.isFinal",
      "core/StoredFile.isFinished"
    ],
    "a question with yes or no for an answer"
  ),
  ...each(
    [
      "core/CloudAccount.make",
      "core/OutboundService.make",
      "core/UserGroupKey.make",
      "browser/WebRtcClient.layer"
    ],
    "the same as its neighbour, as an effect or as a layer: the example is there"
  ),
  ...each(
    ["core/OutboundService.layerAlone", "core/UserGroupKey.layer"],
    "shown with the other layers of the module"
  ),
  "core/CloudError.isCloudError": "a guard: the README shows it",
  "core/CloudDateTime.CloudDateTime": "a schema for those who describe the cloud's answers themselves",
  "core/StreamSession.StreamSession": "a schema for those who hand a session to a page in a way of their own",
  "core/InvalidAudio.InvalidAudio": "caught by its tag; the functions that fail with it have examples",
  "core/MessageUpdates.InvalidUpdate": "caught by its tag; the functions that fail with it have examples",
  "core/MessageUpdates.fromFields":
    "fromJson and fromRequest, which do the same for other shapes, have examples",
  "core/TextExchange.offeredBy": "the other side of offer, which has an example",
  "browser/MicrophoneError.MicrophoneError": "caught by its tag: the example of Microphone.record",
  "browser/WebRtcMedia.devices": "Microphone.devices is the same for audio, and the demo's phone uses it"
}
