export { openOutbound } from "./open-outbound.ts";
