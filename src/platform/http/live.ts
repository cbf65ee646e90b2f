import type { Place } from "#platform/access";

/** A message for live screens, as it comes over NOTIFY. */
interface Message {
  readonly kind: string;
  readonly workspace: Place["workspace"];
  readonly project: NonNullable<Place["project"]> | null;
}

/** Whether a reader may hear of a place, or (without one) still listen: `no` hears other news still, `gone` nothing more. */
type MayHear = (about: Place | undefined) => Promise<"yes" | "no" | "gone">;

/** The screens that are open on this server, and what is happening. */
export interface LiveScreens {
  /** Tells every screen that may see it. */
  tell(message: unknown): void;
  /** Tells every screen that something may have been missed, so that it reads again. */
  gap(): void;
  /** A stream of server-sent events for one screen: those of its project, or of its whole workspace, for as long as it may hear them. */
  open(place: Place, signal: AbortSignal, mayHear: MayHear): Response;
  close(): void;
}

// Told by itself, and not as a comment, so that a reader can take silence for a lost connection.
const aliveEvery = 20_000;

/** Makes the hub of live screens of one server. */
export function liveScreens(): LiveScreens {
  const screens = new Set<{
    place: Place;
    send: (bytes: Uint8Array, about?: Place) => Promise<void>;
    end: () => void;
  }>();
  const encode = (message: object): Uint8Array => new TextEncoder().encode(`data: ${JSON.stringify(message)}\n\n`);
  const tellAll = (kind: "alive" | "gap"): void => {
    const bytes = encode({ kind });
    for (const screen of screens) void screen.send(bytes);
  };
  const timer = setInterval(() => tellAll("alive"), aliveEvery).unref();
  return {
    tell(message) {
      if (!isMessage(message)) return;
      const bytes = encode(message);
      const about = { workspace: message.workspace, project: message.project ?? undefined };
      for (const screen of screens) if (isFor(screen.place, message)) void screen.send(bytes, about);
    },
    gap: () => tellAll("gap"),
    open(place, signal, mayHear) {
      let leave = (): void => undefined;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          const screen = {
            place,
            async send(bytes: Uint8Array, about?: Place) {
              // Where that cannot be found out, the stream ends: whoever opens it again reads all again.
              const hears = await mayHear(about).catch(() => "gone" as const);
              if (!screens.has(screen)) return;
              // A screen that does not read is closed rather than buffered for.
              if (hears === "gone" || (controller.desiredSize ?? 0) < -1000) screen.end();
              else if (hears === "yes") controller.enqueue(bytes);
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
