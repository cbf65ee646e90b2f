import { type RawBuilder, sql } from "kysely";
import type { ItemFile } from "../contract.ts";

/** What people read of an item: its text, or the name of its file. */
export const shownText: RawBuilder<string> = sql<string>`coalesce(item.text, item.name, '')`;

/** The file that an item is; null for a text. */
export const itemFileOf: RawBuilder<ItemFile | null> = sql<ItemFile | null>`case when item.blob is not null
  then jsonb_build_object('type', item.type, 'bytes', item.bytes, 'name', coalesce(item.name, '')) end`;
