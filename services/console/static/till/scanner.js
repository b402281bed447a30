// Reads QR codes from the camera: by the browser's own detector, or by the decoder that came with the page.

const CARD = /^[A-Za-z0-9_-]{22}([A-Za-z0-9_-]{102})?$/;
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

// Whether a text is what a card's picture, or a phone's, says.
const isCard = (text) => CARD.test(text.trim());

// Show the camera in a video and call `found` with the first card that is seen. Returns how to stop. Throws when blind.
export async function scan(video, found) {
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
      const card = codes.map((code) => code.rawValue.trim()).find(isCard);
      if (card && seeing) {
        stop();
        found(card);
      }
      await new Promise((resolve) => { setTimeout(resolve, EVERY_MS); });
    }
  })();
  return stop;
}
