import { expect, test } from "vitest";
import { inProject, inWorkspace, type Role, signedIn } from "./contract.ts";
import { judge, type Who } from "./who.ts";

const somebody = (over: Partial<Who>): Who => ({
  kind: "person",
  id: "person_1",
  name: "Ada",
  workspace: "workspace_1",
  workspaceName: "Ours",
  role: undefined,
  projectRoles: new Map(),
  scopes: undefined,
  ...over,
});
const place = { workspace: "workspace_1", project: "project_1" } as const;

test("a role may do what weaker roles may, and not what stronger ones may", () => {
  const allowed: Record<Role, string> = {
    owner: "allowed",
    admin: "allowed",
    reviewer: "allowed",
    annotator: "forbidden",
    viewer: "forbidden",
  };
  for (const [role, verdict] of Object.entries(allowed)) {
    expect(judge(somebody({ role: role as Role }), inProject("reviewer", "label"), place)).toBe(verdict);
  }
});

test("a role in one project counts there only", () => {
  const who = somebody({ projectRoles: new Map([["project_1", "annotator"]]) });
  expect(judge(who, inProject("annotator", "label"), place)).toBe("allowed");
  expect(judge(who, inProject("annotator", "label"), { ...place, project: "project_2" })).toBe("unseen");
  expect(judge(who, inWorkspace("viewer", "read"), place)).toBe("unseen");
});

test("what lives in another workspace is as if it did not exist, even for an owner", () => {
  expect(judge(somebody({ role: "owner" }), inProject("viewer", "read"), { workspace: "workspace_2" })).toBe("unseen");
});

test("a key does nothing outside its scopes, whatever its person may do", () => {
  const key = somebody({ kind: "key", role: "owner", scopes: new Set(["predict"]) });
  expect(judge(key, inProject("viewer", "predict"), place)).toBe("allowed");
  expect(judge(key, inProject("viewer", "read"), place)).toBe("forbidden");
  expect(judge(key, signedIn, place)).toBe("forbidden");
});
