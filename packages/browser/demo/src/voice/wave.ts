/** The last seconds of sound, drawn as a wave form. */

const seconds = 4
const columnsPerSecond = 50

export interface Wave {
  /** The loudest sample of the next fiftieth of a second, 0 to 1, and whether somebody speaks. */
  readonly add: (peak: number, speaking: boolean) => void
  readonly clear: () => void
}

export const makeWave = (canvas: HTMLCanvasElement): Wave => {
  let columns: Array<{ readonly peak: number; readonly speaking: boolean }> = []
  let planned = false

  const draw = () => {
    planned = false
    const context = canvas.getContext("2d")
    if (context === null) return
    const scale = globalThis.devicePixelRatio
    const [width, height] = [canvas.clientWidth, canvas.clientHeight]
    if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale)
    if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale)
    context.setTransform(scale, 0, 0, scale, 0, 0)
    context.clearRect(0, 0, width, height)
    const style = getComputedStyle(canvas)
    const step = width / (seconds * columnsPerSecond)
    columns.forEach(({ peak, speaking }, index) => {
      context.fillStyle = style.getPropertyValue(speaking ? "--good" : "--faint")
      const tall = Math.max(1, peak * (height - 8))
      context.fillRect(
        width - (columns.length - index) * step,
        (height - tall) / 2,
        Math.max(1, step - 1),
        tall
      )
    })
  }

  const plan = () => {
    if (planned) return
    planned = true
    requestAnimationFrame(draw)
  }

  return {
    add: (peak, speaking) => {
      columns = [...columns.slice(1 - seconds * columnsPerSecond), { peak, speaking }]
      plan()
    },
    clear: () => {
      columns = []
      plan()
    }
  }
}
