import type { Role } from "../frame/index.ts";

/** The roles, from most to least. */
export const roleNames = ["owner", "admin", "reviewer", "annotator", "viewer"] as const satisfies readonly Role[];

/** What the least role of each action is, as the contracts of the routes say it. */
export const roleTable: readonly { does: string; least: Role }[] = [
  { does: "See everything, download labels", least: "viewer" },
  { does: "Label, train, measure, ask endpoints", least: "annotator" },
  { does: "Approve, promote, deploy, roll back; see which items are for the audit", least: "reviewer" },
  { does: "Make and delete projects, import, change labels, invite, have webhooks", least: "admin" },
  { does: "Give new passwords", least: "owner" },
];
