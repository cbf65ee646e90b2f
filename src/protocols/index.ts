import type { Border } from "#platform/http";
import { openInference } from "./open-inference/border.ts";
import type { OpenInferenceParts, Seen } from "./open-inference/routes.ts";

/** The borders of other people's protocols: whoever mounts them names none. */
export const protocolBorders = (parts: OpenInferenceParts): readonly Border<Seen>[] => [openInference(parts)];
