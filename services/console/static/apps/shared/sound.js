// Three answers that can be told apart without looking: up, twice the same, down. And felt, where a device can.

const TUNES = { approved: [660, 880], partly: [660, 660], declined: [330, 220] };
const SHAKES = { approved: [60], partly: [60, 80, 60], declined: [250] };
const TONE_S = 0.14;

let context;

// Browsers let a page sound after it was touched only: call this from a click.
export function tune() {
  try {
    context ??= new AudioContext();
    context.resume();
  } catch {
    context = undefined;
  }
}

export function play(verdict) {
  navigator.vibrate?.(SHAKES[verdict]);
  if (!context) return;
  TUNES[verdict].forEach((hertz, place) => {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const from = context.currentTime + place * TONE_S;
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.25, from);
    loudness.gain.exponentialRampToValueAtTime(0.001, from + TONE_S);
    tone.connect(loudness).connect(context.destination);
    tone.start(from);
    tone.stop(from + TONE_S);
  });
}
