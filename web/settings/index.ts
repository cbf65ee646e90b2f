export { KeysScreen } from "./keys-screen.tsx";
export { PeopleScreen } from "./people-screen.tsx";
export { ProjectSettingsScreen } from "./project-screen.tsx";
export { WebhookScreen } from "./webhook-screen.tsx";
export { WebhooksScreen } from "./webhooks-screen.tsx";
export { WorkScreen } from "./work-screen.tsx";
