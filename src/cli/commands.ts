import { addQuestion } from "./add-question.ts";
import type { Command } from "./command.ts";
import { createKey } from "./create-key.ts";
import { deployVersion } from "./deploy-version.ts";
import { evaluateVersion } from "./evaluate-version.ts";
import { exportLabels } from "./export-labels.ts";
import { importPath } from "./import-path.ts";
import { webhookCommands } from "./manage-webhooks.ts";
import { predictText } from "./predict-text.ts";
import { promoteVersion } from "./promote-version.ts";
import { resetUser } from "./reset-user.ts";
import { showMonitor } from "./show-monitor.ts";
import { showStatus } from "./show-status.ts";
import { trainModel } from "./train-model.ts";

/** Every command, in the order of the loop. */
export const commands: readonly Command[] = [
  showStatus,
  importPath,
  addQuestion,
  trainModel,
  evaluateVersion,
  promoteVersion,
  deployVersion,
  predictText,
  showMonitor,
  exportLabels,
  ...webhookCommands,
  createKey,
  resetUser,
];
