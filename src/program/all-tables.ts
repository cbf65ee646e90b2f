import type { LoopTables, WebhookTables } from "#automate";
import type { FileTables } from "#platform/blobs";
import type { EventTables } from "#platform/events";
import type { JobTables } from "#platform/jobs";
import type { PeopleTables } from "#platform/people";

/** Every table there is. */
export type AllTables = LoopTables & WebhookTables & FileTables & EventTables & JobTables & PeopleTables;
