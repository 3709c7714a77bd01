import { fileURLToPath } from "node:url";
import { type Canvas, createCanvas, loadImage } from "@napi-rs/canvas";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

/** A page in grey: brightness of each pixel in one of `levels` steps, row by row. */
export interface PageImage {
  width: number;
  height: number;
  grey: Uint8Array;
}

/** Steps of brightness: enough to see text, few enough for small files. */
const levels = 8;
/** 36 dots per inch: a line of text is a grey band, whose place and length are what a layout is. */
const scale = 0.5;
const fonts = fileURLToPath(new URL("../../../node_modules/pdfjs-dist/standard_fonts/", import.meta.url));

/** The pages of a PDF as pdf.js draws them. */
export async function pageImages(pdf: Uint8Array): Promise<PageImage[]> {
  const task = getDocument({
    data: new Uint8Array(pdf),
    standardFontDataUrl: fonts,
    disableFontFace: true,
    useSystemFonts: false,
    verbosity: 0,
  });
  const document = await task.promise;
  try {
    const images: PageImage[] = [];
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      const viewport = page.getViewport({ scale });
      const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
      await page.render({ canvas: canvas as never, viewport, background: "#ffffff" }).promise;
      images.push(read(canvas));
    }
    return images;
  } finally {
    await task.destroy();
  }
}

export async function toPng({ width, height, grey }: PageImage): Promise<Buffer> {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(width, height);
  for (const [i, level] of grey.entries()) {
    const value = Math.round((level * 255) / (levels - 1));
    pixels.data.set([value, value, value, 255], i * 4);
  }
  context.putImageData(pixels, 0, 0);
  return canvas.encode("png");
}

export async function fromPng(png: Buffer): Promise<PageImage> {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext("2d").drawImage(image, 0, 0);
  return read(canvas);
}

/** Share of pixels that differ by more than two steps; 1 for pages of another size. */
export function differenceShare(a: PageImage, b: PageImage): number {
  if (a.width !== b.width || a.height !== b.height) return 1;
  let different = 0;
  for (const [i, level] of a.grey.entries()) if (Math.abs(level - b.grey[i]!) > 2) different++;
  return different / a.grey.length;
}

function read(canvas: Canvas): PageImage {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    const brightness = 0.299 * data[i * 4]! + 0.587 * data[i * 4 + 1]! + 0.114 * data[i * 4 + 2]!;
    grey[i] = Math.round((brightness * (levels - 1)) / 255);
  }
  return { width, height, grey };
}
