// Shows that each law can fail, on small invented trees.
import { describe, expect, test } from "vitest";
import { callsPastOutbound } from "./callers.ts";
import { circlesBelow } from "./circles.ts";
import { readDrawnTree, treeFaults } from "./drawn-tree.ts";
import { forwardImports, importsPastDoors, upwardImports } from "./imports.ts";
import { foreignNames, longFiles, strangeKinds, vagueNames } from "./names.ts";
import { foreignWrites, tableOwners } from "./table-owners.ts";

const file = (path: string, text = "") => ({ path, text });
const doors = {
  "#failure": "src/failure.ts",
  "#collect": "src/0-collect/index.ts",
  "#collect/contract": "src/0-collect/contract.ts",
  "#label": "src/1-label/index.ts",
  "#statistics": "src/statistics/index.ts",
  "#models/text": "src/models/text/index.ts",
  "#platform/http": "src/platform/http/index.ts",
  "#platform/people": "src/platform/people/index.ts",
  "#platform/jobs": "src/platform/jobs/index.ts",
  "#cli": "src/cli/index.ts",
};

describe("down the stack", () => {
  test("refuses a step in the platform, a platform in nobody's way, and the command line in a step", () => {
    const files = [
      file("src/platform/jobs/work.ts", 'import { items } from "#collect";\nimport { Failure } from "#failure";'),
      file("src/1-label/give-label.ts", 'export * from "#cli";\nimport { x } from "#platform/jobs";'),
      file("src/statistics/mean.ts", 'const late = await import("#models/text");'),
      file("src/main.ts", 'import { run } from "#cli";'),
    ];
    expect(upwardImports(files, doors)).toEqual([
      "src/platform/jobs/work.ts imports #collect, which stands above it",
      "src/1-label/give-label.ts imports #cli, which stands above it",
      "src/statistics/mean.ts imports #models/text, which stands above it",
    ]);
  });

  test("lets a screen see a contract and nothing else", () => {
    const good = file(
      "web/0-collect/items.tsx",
      'import { Item } from "#collect/contract";\nimport { Button } from "../ui/button.tsx";',
    );
    expect(upwardImports([good], doors)).toEqual([]);
    expect(upwardImports([file("web/items.tsx", 'import type { Item } from "#collect";')], doors)).toHaveLength(1);
    expect(upwardImports([file("web/items.tsx", 'import "../src/0-collect/add.ts";')], doors)).toHaveLength(1);
  });
});

describe("back along the loop", () => {
  test("refuses a later step and allows an earlier one", () => {
    expect(forwardImports([file("src/0-collect/add.ts", 'import { tasks } from "#label";')], doors)).toEqual([
      "src/0-collect/add.ts imports #label, a later step",
    ]);
    expect(forwardImports([file("src/1-label/ask.ts", 'import { items } from "#collect";')], doors)).toEqual([]);
  });
});

describe("through the door", () => {
  test("refuses a path into another folder and a door that is not listed", () => {
    const files = [
      file("src/1-label/ask.ts", 'import { a } from "../0-collect/add.ts";\nimport { b } from "#collect/secret";'),
      file("src/platform/http/app.ts", 'import { job } from "../jobs/job.ts";'),
    ];
    expect(importsPastDoors(files, doors)).toEqual([
      "src/1-label/ask.ts enters another folder by the path ../0-collect/add.ts",
      "src/1-label/ask.ts imports #collect/secret, which package.json does not list",
      "src/platform/http/app.ts enters another folder by the path ../jobs/job.ts",
    ]);
  });

  test("allows paths within a folder and its sub-folders", () => {
    expect(importsPastDoors([file("src/1-label/review/close.ts", 'import { a } from "../ask.ts";')], doors)).toEqual(
      [],
    );
  });
});

describe("no circles", () => {
  test("names each circle of sub-folders once, made by types or by a way through others", () => {
    const files = [
      file("src/platform/http/app.ts", 'import type { Who } from "#platform/people";'),
      file(
        "src/platform/people/routes.ts",
        'import { Route } from "#platform/http";\nimport { d } from "#platform/jobs";',
      ),
      file(
        "src/platform/jobs/job.ts",
        'import { Failure } from "#failure";\nconst late = await import("#platform/http");',
      ),
    ];
    expect(circlesBelow("src/platform", files, doors)).toEqual([
      "src/platform: http -> people -> http is a circle of imports",
      "src/platform: http -> people -> jobs -> http is a circle of imports",
    ]);
  });

  test("lets sub-folders lean on each other one way, and tests look anywhere", () => {
    const files = [
      file("src/platform/people/routes.ts", 'import { a } from "./who.ts";\nimport { Route } from "#platform/http";'),
      file("src/platform/http/app.test.ts", 'import { Who } from "#platform/people";'),
    ];
    expect(circlesBelow("src/platform", files, doors)).toEqual([]);
  });
});

describe("one door out", () => {
  test("finds every way to call another server", () => {
    const planted = [
      "const page = await fetch(url);",
      "const get = options.fetch ?? fetch;",
      "await globalThis.fetch(url);",
      'new WebSocket("wss://a.example");',
      'import { request } from "node:https";',
      'import { createServer, request as ask, type Server } from "node:http";',
      'import http from "http";',
      'import * as tls from "node:tls";',
      'import net, { isIP } from "node:net";',
      'import { connect } from "node:net";',
      'import { lookup } from "node:dns/promises";',
      'import "node:dgram";',
      'const { request } = await import("node:http2");',
      'const dns = process.getBuiltinModule("node:dns");',
      'import { Agent } from "undici";',
      "await window.fetch(url);",
      'await globalThis["fetch"](url);',
      'export { request } from "node:https";',
      "const http = await import(`node:http`);",
      "navigator.sendBeacon(url);",
    ];
    for (const text of planted)
      expect(callsPastOutbound([file("src/3-evaluate/ask-somebody.ts", text)]), text).toHaveLength(1);
    const names = callsPastOutbound([file("src/cli/connect.ts", planted.slice(4, 6).join("\n"))]);
    expect(names).toEqual([
      "src/cli/connect.ts uses request of node:https",
      "src/cli/connect.ts uses request of node:http",
    ]);
  });

  test("leaves alone who listens, who reads addresses, what only has such a name, and the two who may", () => {
    const texts = [
      'import { createServer, type IncomingMessage } from "node:http";',
      'import type { Socket } from "node:net";\nimport { BlockList, isIP } from "node:net";',
      "app.fetch(request); getRequestListener(given.app.fetch); interface A { fetch?: string }; prefetch(1);",
      '// fetch(url) would do\nconst sentence = "fetch(url)";',
    ];
    for (const text of texts) expect(callsPastOutbound([file("src/platform/http/serve.ts", text)]), text).toEqual([]);
    for (const path of ["src/platform/outbound/send-once.ts", "src/client/client.ts", "src/program/serve.test.ts"])
      expect(callsPastOutbound([file(path, 'import http from "node:http"; fetch(1)')])).toEqual([]);
  });
});

describe("our words inside", () => {
  test("finds the names in text and in paths, also inside longer words", () => {
    const files = [
      file("src/4-register/a.ts", "// like MLflow does"),
      file("web/b.tsx", "const labelStudioTask = 1"),
      file("src/0-collect/anote-import.ts"),
      file("src/5-deploy/c.ts", "const targets = ['SageMaker']"),
      file("src/6-monitor/d.ts", "brevetti"),
      file("src/main.ts", 'import { anoteRoutes } from "./elsewhere.ts";'),
      file("src/program/all-borders.ts", 'import { openInference } from "#protocols";'),
      file("web/5-deploy/e.tsx", "for clients of Triton and KServe"),
    ];
    expect(foreignNames(files)).toHaveLength(files.length);
  });

  test("leaves alone annotations, the protocols themselves and the line that mounts them, which names none", () => {
    const files = [
      file("src/1-label/annotate.ts", "annotate another annotation; label in the studio; a note"),
      file("src/protocols/mlflow/routes.ts", "MLflow"),
      file("src/program/all-borders.ts", 'import { protocolBorders } from "#protocols";'),
    ];
    expect(foreignNames(files)).toEqual([]);
  });
});

describe("tables", () => {
  const declared = [
    file(
      "src/0-collect/tables.ts",
      "export interface CollectTables {\n  item: { id: string; fields: unknown };\n  tag: TagRow;\n}",
    ),
    file("src/1-label/tables.ts", "export interface LabelTables {\n  annotation: { id: string };\n}"),
  ];

  test("are read from the declarations, and a second owner is a fault", () => {
    const { owners, faults } = tableOwners(declared);
    expect([...owners]).toEqual([
      ["item", "src/0-collect"],
      ["tag", "src/0-collect"],
      ["annotation", "src/1-label"],
    ]);
    expect(faults).toEqual([]);
    const again = file("src/2-train/tables.ts", "export type TrainTables = { item: { id: string } };");
    expect(tableOwners([...declared, again]).faults).toEqual(["item is owned by src/0-collect and by src/2-train"]);
  });

  test.each([
    'db.insertInto("item")',
    'db.updateTable("item as i")',
    "db.deleteFrom('item')",
    "sql`insert into item (id) values (1)`",
    'sql`UPDATE "item" i SET id = 1`',
    "sql`update item\n  set id = 1`",
    "sql`delete from item where true`",
    "sql`copy item (id) from stdin`",
    "sql`truncate item`",
    'copy("item", columns)',
  ])("may not be written by another folder: %s", (text) => {
    const { owners } = tableOwners(declared);
    expect(foreignWrites([file("src/1-label/ask.ts", text)], owners)).toEqual([
      "src/1-label/ask.ts writes item, which src/0-collect owns",
    ]);
    expect(foreignWrites([file("src/0-collect/add.ts", text)], owners)).toEqual([]);
  });

  test("may be read by others", () => {
    const { owners } = tableOwners(declared);
    const text = 'db.selectFrom("item"); sql`select * from item for update`; "updates of item settle"';
    expect(foreignWrites([file("src/1-label/ask.ts", text)], owners)).toEqual([]);
  });
});

describe("names, kinds and lengths", () => {
  test("refuse what says nothing, what a step does not have, and what is too long", () => {
    expect(
      vagueNames([file("src/platform/utils/a.ts"), file("web/helpers.ts"), file("src/1-label/contract.ts")]),
    ).toEqual(["src/platform/utils/a.ts is called utils", "web/helpers.ts is called helpers"]);
    const kinds = [
      "give-label.ts",
      "give-label.test.ts",
      "score.worker.ts",
      "GiveLabel.ts",
      "labels.json",
      "give_label.ts",
    ];
    expect(strangeKinds(kinds.map((name) => file(`src/1-label/${name}`)))).toHaveLength(3);
    expect(longFiles([file("src/a.ts", "x\n".repeat(401)), file("src/b.ts", "x\n".repeat(400))])).toEqual([
      "src/a.ts has 401 lines",
    ]);
  });
});

describe("the drawn tree", () => {
  const document = [
    "```",
    "house/",
    "├── README.md           what it is",
    "├── a.json  b.json",
    "├── docs/decisions/      0001-one.md",
    "├── src/",
    "│   ├── main.ts failure.ts   the roots",
    "│   ├── 0-collect/       items",
    "│   └── 9-dream/         nothing (later)",
    "└── tests/               architecture, journeys (the whole loop)",
    "```",
  ].join("\n");
  const drawn = readDrawnTree(document);
  const paths = [
    "README.md",
    "a.json",
    "b.json",
    "docs",
    "docs/decisions",
    "src",
    "src/main.ts",
    "src/failure.ts",
    "src/0-collect",
    "tests",
  ];
  const disk = (folders: readonly string[], more: readonly string[] = []) => ({
    folders,
    exists: (path: string) => [...paths, ...more].includes(path),
  });

  test("agrees with a disk that is like it", () => {
    expect(
      treeFaults(
        drawn,
        disk(["docs", "docs/decisions", "src", "src/0-collect", "tests", "tests/journeys", "web/0-collect"]),
      ),
    ).toEqual([]);
  });

  test("tells what is missing, what is not drawn and what is no longer later", () => {
    expect(
      treeFaults([...drawn, { path: "gone", said: "", isLater: false }], disk(["extra", "tests/odd"], ["src/9-dream"])),
    ).toEqual([
      "gone is drawn but does not exist",
      "src/9-dream exists but is marked (later)",
      "extra/ exists but is not drawn",
      "tests/odd/ exists but is not drawn",
    ]);
  });
});
