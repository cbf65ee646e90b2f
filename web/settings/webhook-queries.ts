import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Returned, server } from "../frame/index.ts";

/** A webhook. */
export type Webhook = Returned<"listWebhooks">["rows"][number];
/** What a webhook was told, with the last attempt. */
export type Delivery = Returned<"listDeliveries">["rows"][number];

/** The webhooks of a project. */
export const webhooksQuery = (project: string) =>
  queryOptions({ queryKey: ["webhooks", project], queryFn: () => server.listWebhooks({ project }) });

/** What a webhook was told, newest first. */
export const deliveriesQuery = (given: { project: string; webhook: string; state: Delivery["state"] | undefined }) =>
  infiniteQueryOptions({
    queryKey: ["deliveries", given.project, given.webhook, given.state ?? ""],
    queryFn: ({ pageParam }) => server.listDeliveries({ ...given, after: pageParam, limit: 50 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
