import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { notify, sentenceOf } from "../ui/index.ts";
import { statusOf } from "./server.ts";

/** Sends whoever is no longer signed in to the page where they can, and remembers where they were. */
function signInWhenAsked(error: unknown): void {
  if (statusOf(error) !== 401 || /^\/(sign-in|join)/.test(location.pathname)) return;
  location.assign(`/sign-in?back=${encodeURIComponent(location.pathname + location.search)}`);
}

/** What the screens know of the server's data, kept while they are looked at. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: signInWhenAsked }),
  mutationCache: new MutationCache({
    onError(error, _given, _context, mutation) {
      signInWhenAsked(error);
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
