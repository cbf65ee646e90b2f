import { isTest, type SourceFile } from "./source-files.ts";

/** Who may call out: the door itself, and the client, which calls the server of the one who holds it. */
const callers = /^src\/(platform\/outbound|client)\//;

/** What of the modules that can open a connection only listens, or only reads what an address says. */
const harmless = new Set(["createServer", "isIP", "isIPv4", "isIPv6", "BlockList"]);

const reaching = `(?:node:)?(?:http|https|http2|net|tls|dgram|dns|dns/promises)|undici|ws|axios|got|node-fetch`;
const statement = new RegExp(
  String.raw`(?:import|export)\s+(type\s+)?([^;"']*?)\s*(?:from\s*)?["'](${reaching})["']`,
  "g",
);
const elsewise = new RegExp(String.raw`(?:\bimport|\brequire|getBuiltinModule)\s*\(\s*["'\`](${reaching})["'\`]`, "g");
const globals =
  /(?<![.\w])(?:(?:globalThis|window|self|global)\.)?(fetch\b(?!\s*\??:)|WebSocket\b|EventSource\b|XMLHttpRequest\b)|\b(sendBeacon)\b/g;

const quoted = /\b(?:globalThis|window|self|global)\s*\[\s*["'`](fetch|WebSocket|EventSource|XMLHttpRequest)/g;

/** The faults against "one door out": what could call somebody else's server without asking `platform/outbound`. */
export function callsPastOutbound(files: readonly SourceFile[]): readonly string[] {
  const ours = files.filter((file) => /\.tsx?$/.test(file.path) && !isTest(file) && !callers.test(file.path));
  return ours.flatMap(({ path, text }) => {
    const code = withoutComments(text);
    const imported = [...code.matchAll(statement)].flatMap(([, isType, names = "", module]) =>
      isType ? [] : reachingNames(names).map((name) => `${name} of ${module}`),
    );
    const loaded = [...code.matchAll(elsewise)].map(([, module]) => `all of ${module}`);
    const called = [...withoutStrings(code).matchAll(globals)].map(([, name, beacon]) => name ?? beacon ?? "");
    const named = [...code.matchAll(quoted)].map(([, name]) => name ?? "");
    return [...new Set([...imported, ...loaded, ...called, ...named])].map((what) => `${path} uses ${what}`);
  });
}

/** The names of an import that could open a connection; a whole module could. */
function reachingNames(clause: string): readonly string[] {
  const named = /^\{([\s\S]*)\}$/.exec(clause.trim());
  if (!named) return ["all"];
  const names = (named[1] ?? "").split(",").map((one) => one.trim());
  return names
    .filter((name) => name !== "" && !name.startsWith("type "))
    .map((name) => name.split(/\s+as\s+/)[0] ?? name)
    .filter((name) => !harmless.has(name));
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
const withoutStrings = (text: string): string => text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');
