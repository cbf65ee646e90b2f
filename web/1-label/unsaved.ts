import { meQuery, queryClient, server, sessionState, statusOf } from "../frame/index.ts";
import { notify, sentenceOf } from "../ui/index.ts";
import type { Task } from "./hand.ts";
import { type Pending, SaveBuffer, type Sent } from "./save-buffer.ts";

/** An id for an answer, made here: sending it twice is saving it once. */
export function newAnnotationId(): string {
  const letters = "0123456789abcdefghijklmnopqrstuvwxyz";
  const random = crypto.getRandomValues(new Uint8Array(20));
  return `annotation_${Array.from(random, (byte) => letters[byte % letters.length]).join("")}`;
}

/** Asked anew each time: somebody else may have signed in by another tab, and their name must not stand under it. */
async function who(): Promise<string | undefined> {
  const me = await server.readMe({}).catch(() => undefined);
  if (me) queryClient.setQueryData(meQuery.queryKey, me);
  return me?.id;
}

/** What a tab of an older release left here: one label, to the first question, which was the only one. */
function answerBefore(pending: Pending & { label?: string; suggestion?: Task["suggestions"][string] }) {
  return { value: { labels: [pending.label ?? ""] }, suggestion: pending.suggestion };
}

async function deliver(pending: Pending): Promise<unknown> {
  const { project, item, id, annotation } = pending;
  if (pending.kind === "undo") return server.undoAnswers({ project, id, annotation });
  if (pending.kind === "skip") return server.skipTask({ project, item });
  const { milliseconds, suggestions } = pending;
  const given = pending.answers ? { answers: pending.answers, suggestions } : answerBefore(pending);
  return server.giveAnswers({ project, annotation: id, item, milliseconds, ...given });
}

async function send(pending: Pending): Promise<Sent> {
  try {
    return { is: "saved", answer: await deliver(pending) };
  } catch (error) {
    const status = statusOf(error) ?? 0;
    const isPassing = status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;
    return isPassing ? { is: "later" } : { is: "refused", why: sentenceOf(error) };
  }
}

/** What was done in this browser and is not saved yet. */
export const unsaved = new SaveBuffer({
  storage: localStorage,
  who,
  send,
  wait: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
});

const named = { label: "An answer", skip: "A skip", undo: "An undo" } as const;

// Told on whatever screen is open: the bench that it was done on may be closed long since.
unsaved.listen(({ kind }, sent) => {
  if (sent.is === "refused") notify(`${named[kind]} was not saved: ${sent.why}`, "broken");
});

window.addEventListener("online", () => void unsaved.flush());
sessionState.watch(() => {
  if (sessionState.now() === "signed in") void unsaved.flush();
});
void unsaved.flush();
