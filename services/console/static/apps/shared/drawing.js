// Draws QR codes, by what came with the page.

let drawing;

// Draw a text into a canvas, one pixel for each module; a stylesheet makes it large. Throws where nothing can draw.
export async function draw(canvas, text) {
  const { drawer } = document.body.dataset;
  if (!drawer) throw new Error("nothing here draws pictures");
  drawing ??= import(drawer);
  const { generate, correction } = await drawing;
  generate(text, { minCorrectionLevel: correction.L }).toCanvas(canvas, { pad: 4, off: [255, 255, 255] });
}
