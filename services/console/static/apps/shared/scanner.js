// Reads QR codes from the camera: by the browser's own detector, or by the decoder that came with the page.

const EVERY_MS = 80;

let detector;

async function detectorOf() {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    return new BarcodeDetector({ formats: ["qr_code"] });
  }
  const { decoder, decoderModule } = document.body.dataset;
  if (!decoder) return null;
  await new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src: decoder, onload: resolve, onerror: reject }));
  });
  BarcodeDetectionAPI.prepareZXingModule({ overrides: { locateFile: () => decoderModule } });
  return new BarcodeDetectionAPI.BarcodeDetector({ formats: ["qr_code"] });
}

// Show the camera in a video and call `found` with the first text of this pattern that is seen. Returns how to stop.
// Throws when blind.
export async function scan(video, pattern, found) {
  detector ??= await detectorOf();
  if (!detector) throw new Error("nothing here reads pictures");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  let seeing = true;
  const stop = () => {
    seeing = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  video.srcObject = stream;
  await video.play();
  (async () => {
    while (seeing) {
      const codes = await detector.detect(video).catch(() => []);
      const text = codes.map((code) => code.rawValue.trim()).find((each) => pattern.test(each));
      if (text && seeing) {
        stop();
        found(text);
      }
      await new Promise((resolve) => { setTimeout(resolve, EVERY_MS); });
    }
  })();
  return stop;
}
