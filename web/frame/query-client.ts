import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { notify, sentenceOf } from "../ui/index.ts";
import { statusOf } from "./server.ts";
import { noteSession } from "./session.ts";

/** Only a real "no" of the server counts; the screen stays as it is, with all that was typed, and offers to sign in again. */
function noteRefusal(error: unknown, then: "signed out" | "asking"): void {
  if (statusOf(error) === 401) noteSession(then);
}

/** What the screens know of the server's data, kept while they are looked at. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => noteRefusal(error, "signed out"),
    onSuccess: () => noteSession("signed in"),
  }),
  mutationCache: new MutationCache({
    onError(error, _given, _context, mutation) {
      // Whoever did something is asked at once, over whatever they did it in.
      noteRefusal(error, "asking");
      // A form that shows its own failures says so with `meta: { shown: "here" }`.
      if (mutation.meta?.shown !== "here") notify(sentenceOf(error), "broken");
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (times, error) => times < 2 && [0, 502, 503, 504].includes(statusOf(error) ?? 500),
    },
  },
});
