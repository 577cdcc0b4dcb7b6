/** Whether a stream has sound in the next so many milliseconds: true at the first sound, false at the end. */
export const listen = async (stream: MediaStream, milliseconds: number): Promise<boolean> => {
  // Chromium lets a remote stream flow only where an element plays it.
  const player = new Audio()
  player.muted = true
  player.srcObject = stream
  const context = new AudioContext()
  try {
    await context.resume()
    const analyser = context.createAnalyser()
    context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    const end = performance.now() + milliseconds
    while (performance.now() < end) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      analyser.getFloatTimeDomainData(samples)
      if (samples.some((sample) => Math.abs(sample) > 0.01)) return true
    }
    return false
  } finally {
    player.srcObject = null
    await context.close()
  }
}
