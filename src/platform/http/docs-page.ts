import { apiPrefix, type RouteContract } from "./contract.ts";

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A readable page of all routes, without a script. */
export function docsPage(contracts: readonly RouteContract[]): string {
  const tags = [...new Set(contracts.map((one) => one.tag))];
  const sections = tags.map(
    (tag) =>
      `<h2>${escaped(tag)}</h2>${contracts
        .filter((one) => one.tag === tag)
        .map(entry)
        .join("")}`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Handloom API</title>
<style>:root{color-scheme:light dark}body{font:15px/1.55 Inter,system-ui,sans-serif;max-width:820px;margin:32px auto;padding:0 20px}h1{font-size:24px}h2{font-size:17px;margin:34px 0 8px;text-transform:capitalize}
details{border-top:1px solid #8884;padding:8px 0}summary{cursor:pointer;display:flex;gap:10px;flex-wrap:wrap}code{font:13px "IBM Plex Mono",ui-monospace,monospace}.verb{font-weight:600;min-width:52px}.soft{opacity:.75}ul{margin:6px 0}</style>
<h1>Handloom API</h1><p>Every route needs a session or an API key: <code>Authorization: Bearer hl_…</code>. The machine-readable form is <a href="/api/openapi.json">/api/openapi.json</a>.</p>${sections.join("")}</html>`;
}

function entry(contract: RouteContract): string {
  const { shapes, permission } = contract;
  const parts = [
    ...fields("path", shapes.params),
    ...fields("query", shapes.query),
    ...(shapes.body === "stream" ? ["<li>body: raw bytes</li>"] : shapes.body ? fields("body", shapes.body) : []),
  ];
  const who =
    permission.on === "public" ? "anybody" : `${permission.least} (${permission.on}), key scope ${permission.scope}`;
  return `<details><summary><code class="verb">${contract.method.toUpperCase()}</code><code>${apiPrefix}${escaped(contract.path)}</code><span class="soft">${escaped(contract.summary)}</span></summary>
<p class="soft">Operation <code>${contract.operation}</code>, for ${who}.</p>${parts.length > 0 ? `<ul>${parts.join("")}</ul>` : ""}</details>`;
}

function fields(part: string, shape: unknown): string[] {
  if (shape === undefined) return [];
  const shapeOf = (
    shape as { shape?: Record<string, { description?: string; safeParse(value: unknown): { success: boolean } }> }
  ).shape;
  if (!shapeOf) return [`<li>${part}: JSON</li>`];
  return Object.entries(shapeOf).map(([name, one]) => {
    const optional = one.safeParse(undefined).success ? " (optional)" : "";
    return `<li><code>${escaped(name)}</code> in ${part}${optional}${one.description ? `: ${escaped(one.description)}` : ""}</li>`;
  });
}
