export { deleteProject } from "./delete-project.ts";
export { automateJobs } from "./jobs.ts";
export type { LoopTables } from "./read-steps.ts";
export { automateRoutes } from "./routes.ts";
export { startTraining } from "./start-training.ts";
export { webhookNews } from "./webhooks/record-news.ts";
export { sendOnce, startSending } from "./webhooks/send-deliveries.ts";
export type { WebhookTables } from "./webhooks/tables.ts";
export { forgetDeliveries, sealAnew, sweepWebhooks } from "./webhooks/tidy-webhooks.ts";
