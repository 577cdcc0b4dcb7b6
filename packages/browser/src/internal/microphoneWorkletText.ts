/**
 * MicrophoneWorklet.ts as JavaScript, for a `blob:` address. Text, because a function's own text is changed by what
 * users build with. Written by `npm test -- MicrophoneWorklet -u`.
 */
export const text = `if (typeof registerProcessor === "function") {
  registerProcessor(
    "aculab-cloud-microphone",
    /** Hands on what comes in, mixed to one channel before, in pieces of 20 milliseconds. */
    class extends AudioWorkletProcessor {
      piece = new Float32Array(Math.floor(sampleRate / 50));
      filled = 0;
      process([channels]) {
        const samples = channels?.[0];
        if (samples === void 0) return true;
        for (let at = 0; at < samples.length; ) {
          const part = samples.subarray(at, at + this.piece.length - this.filled);
          this.piece.set(part, this.filled);
          this.filled += part.length;
          at += part.length;
          if (this.filled === this.piece.length) this.handOn();
        }
        return true;
      }
      handOn() {
        this.port.postMessage(this.piece, [this.piece.buffer]);
        this.piece = new Float32Array(Math.floor(sampleRate / 50));
        this.filled = 0;
      }
    }
  );
}
`
