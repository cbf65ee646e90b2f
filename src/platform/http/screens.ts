import { readFile } from "node:fs/promises";
import { extname, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Hono } from "hono";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".png": "image/png",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
};

/** Serves the built screens: files by name, and the one page for every other address. */
export function serveScreens(app: Hono, folder: URL): void {
  const root = fileURLToPath(folder);
  const page = () => readFile(`${root}index.html`).catch(() => undefined);
  app.get("*", async (context) => {
    const path = new URL(context.req.url).pathname;
    if (path.startsWith("/api/")) return context.notFound();
    const file = await readNamed(root, path);
    if (file) {
      const cache = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
      return new Response(new Uint8Array(file.bytes), {
        headers: { "content-type": file.type, "cache-control": cache },
      });
    }
    const html = await page();
    if (!html) return context.text("The screens are not built yet: npm start builds them.", 503);
    return new Response(new Uint8Array(html), {
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" },
    });
  });
}

async function readNamed(root: string, path: string): Promise<{ bytes: Buffer; type: string } | undefined> {
  const type = types[extname(path)];
  if (!type || /%|\\|\0/.test(path)) return undefined;
  const full = normalize(root + path);
  if (!full.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
  const bytes = await readFile(full).catch(() => undefined);
  return bytes && { bytes, type };
}
