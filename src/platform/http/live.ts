import type { Place } from "#platform/people";

/** A message for live screens, as it comes over NOTIFY. */
interface Message {
  readonly kind: string;
  readonly workspace: string;
  readonly project: string | null;
}

/** The screens that are open on this server, and what is happening. */
export interface LiveScreens {
  /** Tells every screen that may see it. */
  tell(message: unknown): void;
  /** Tells every screen that something may have been missed, so that it reads again. */
  gap(): void;
  /** A stream of server-sent events for one screen: those of its project, or of its whole workspace, for as long as it may hear them. */
  open(place: Place, signal: AbortSignal, mayHear: () => Promise<boolean>): Response;
  close(): void;
}

const alive = new TextEncoder().encode(": alive\n\n");

/** Makes the hub of live screens of one server. */
export function liveScreens(): LiveScreens {
  const screens = new Set<{ place: Place; send: (bytes: Uint8Array) => Promise<void>; end: () => void }>();
  const timer = setInterval(() => {
    for (const screen of screens) void screen.send(alive);
  }, 20_000).unref();
  const encode = (message: object): Uint8Array => new TextEncoder().encode(`data: ${JSON.stringify(message)}\n\n`);
  return {
    tell(message) {
      if (!isMessage(message)) return;
      const bytes = encode(message);
      for (const screen of screens) if (isFor(screen.place, message)) void screen.send(bytes);
    },
    gap() {
      const bytes = encode({ kind: "gap" });
      for (const screen of screens) void screen.send(bytes);
    },
    open(place, signal, mayStillHear) {
      let leave = (): void => undefined;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          const screen = {
            place,
            async send(bytes: Uint8Array) {
              const isAllowed = await mayStillHear().catch(() => false);
              if (!screens.has(screen)) return;
              // A screen that does not read is closed rather than buffered for.
              if (!isAllowed || (controller.desiredSize ?? 0) < -1000) screen.end();
              else controller.enqueue(bytes);
            },
            end: () => {
              if (screens.delete(screen)) controller.close();
            },
          };
          leave = () => screens.delete(screen);
          // Somebody may have left while we looked who they are; nothing would ever tell us again.
          if (signal.aborted) return controller.close();
          screens.add(screen);
          controller.enqueue(encode({ kind: "open" }));
          signal.addEventListener("abort", leave, { once: true });
        },
        cancel: () => leave(),
      });
      return new Response(body, {
        headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
      });
    },
    close() {
      clearInterval(timer);
      for (const screen of screens) screen.end();
    },
  };
}

const isMessage = (message: unknown): message is Message =>
  typeof message === "object" && message !== null && "kind" in message && "workspace" in message;

const isFor = (place: Place, message: Message): boolean =>
  message.workspace === place.workspace &&
  (place.project === undefined || message.project === null || message.project === place.project);
