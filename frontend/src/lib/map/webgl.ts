/** What the browser has for WebGL2. */

const IMITATED = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * A graphics card; "imitated" by the processor, as on many virtual desktops, where a canvas is drawn several times
 * faster; or nothing.
 */
export function webGl2(): "card" | "imitated" | "none" {
  const context = document.createElement("canvas").getContext("webgl2");
  if (!context) return "none";
  const named = context.getExtension("WEBGL_debug_renderer_info");
  const name = String(context.getParameter(named?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return IMITATED.test(name) ? "imitated" : "card";
}
