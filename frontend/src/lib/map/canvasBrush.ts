/** Give a canvas a size in CSS pixels, drawn as finely as the screen shows. */
export function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number, ratio: number): void {
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

/**
 * The brush of a canvas that the processor draws. Where a graphics card is only imitated, as where WebGL2 is missing,
 * Chromium would else draw thousands of outlines by it, 40 times slower.
 */
export function brushOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  return canvas.getContext("2d", { willReadFrequently: true });
}
