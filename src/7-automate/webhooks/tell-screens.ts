import type { QueryExecutorProvider } from "kysely";
import type { Id } from "#ids";
import { notify } from "#platform/database";

/** Tells open screens that the webhooks of a project, or what they were told, are others. */
export const tellScreens = (
  db: QueryExecutorProvider,
  { workspace, project }: { workspace: Id<"workspace">; project: Id<"project"> },
): Promise<void> => notify(db, "handloom", { kind: "webhooks.changed", workspace, project });
