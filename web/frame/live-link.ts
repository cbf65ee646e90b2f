/** What the server tells of what happens. */
export interface LiveMessage {
  readonly kind: string;
  readonly project?: string | null;
  readonly job?: string;
  readonly state?: string;
  readonly done?: number;
  readonly total?: number;
  readonly message?: string;
}

/** How it stands with the connection over which news come. */
export type LinkState = "live" | "trying" | "signed out";

/** What a link needs of the world. */
export interface LinkParts {
  readonly open: (signal: AbortSignal) => Promise<Response>;
  readonly hear: (message: LiveMessage) => void;
  readonly say: (state: LinkState) => void;
}

const shortestWait = 500;
const longestWait = 20_000;
/** The server says every 20 seconds that it is there. */
const longestSilence = 45_000;

/**
 * A connection to the news of the server that opens again by itself, whatever it ended with, for as long as it is not
 * closed: at once when woken, else after 0.5 to 20 seconds. A silence of 45 seconds counts as an end.
 */
export class LiveLink {
  readonly #parts: LinkParts;
  #current: AbortController | undefined;
  #wake: (() => void) | undefined;
  #state: LinkState = "trying";
  #isClosed = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    void this.#run();
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Tries at once: the network is back, somebody has signed in. */
  wake(): void {
    this.#wake?.();
  }

  close(): void {
    this.#isClosed = true;
    this.#current?.abort();
    this.wake();
  }

  async #run(): Promise<void> {
    let isFirst = true;
    for (let fails = 0; !this.#isClosed; fails++) {
      const status = await this.#listen(() => {
        // Between two connections something may have been missed.
        if (!isFirst) this.#parts.hear({ kind: "gap" });
        fails = 0;
      });
      isFirst = false;
      if (this.#isClosed) return;
      this.#say(status === 401 ? "signed out" : "trying");
      await this.#pause(Math.min(longestWait, shortestWait * 2 ** fails) * (0.75 + Math.random() / 2));
    }
  }

  /** Listens until the stream ends; gives the status that the server refused it with, if it did. */
  async #listen(onOpen: () => void): Promise<number | undefined> {
    const current = new AbortController();
    this.#current = current;
    let silence = setTimeout(() => current.abort(), longestSilence);
    try {
      const response = await this.#parts.open(current.signal);
      if (!response.ok || !response.body) return response.status;
      onOpen();
      this.#say("live");
      for await (const message of messages(response.body, current.signal)) {
        clearTimeout(silence);
        silence = setTimeout(() => current.abort(), longestSilence);
        this.#parts.hear(message);
      }
    } catch {
      // However it ended, it is opened again.
    } finally {
      clearTimeout(silence);
      current.abort();
    }
    return undefined;
  }

  #say(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#parts.say(state);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}

/** The messages of a stream of server-sent events whose data are JSON in one line, as ours are. */
async function* messages(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<LiveMessage> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  signal.addEventListener("abort", () => void reader.cancel().catch(() => undefined), { once: true });
  let rest = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const lines = (rest + read.value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data: ")) yield JSON.parse(line.slice(6)) as LiveMessage;
  }
}
