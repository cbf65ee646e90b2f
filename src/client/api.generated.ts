// Made from the OpenAPI file by "npm run generate"; not to be edited.

/** What every operation takes and gives. */
export interface Operations {
  /** The projects that the caller may see. */
  listProjects: { given: object; returns: { rows: ({ id: string; name: string; task: string; origin: "person" | "sample"; items: number; labelled: number; labels: number; accuracy?: { value: number; low: number; high: number; items: number }; accuracyOn?: "test" | "validation" | "audit" | "out-of-fold"; headline?: string; version?: number; endpoints: number; alerts: number; steps: ({ step: "collect" | "label" | "train" | "evaluate" | "register" | "deploy" | "monitor" | "automate"; figure: string; words: string; state: "fine" | "look" | "broken" | "empty" })[]; createdAt: string })[] } };
  /** Make a project with its labels. */
  createProject: { given: object & { name: string; task?: "classify"; labels?: string[]; guideline?: string; questions?: ({ name: string; kind?: "choice" | "rating"; guideline?: string; required?: boolean; labels?: string[]; settings?: { levels?: number; lowest?: string; highest?: string } })[] }; returns: { id: string; name: string; task: "classify"; dataset: string; origin: "person" | "sample"; createdAt: string; settings: { suggestions: "on" | "off"; auditShare: number }; questions: ({ id: string; name: string; kind: "choice" | "rating"; guideline: string; required: boolean; labels: { id: string; name: string; key?: string; color?: string; description: string; position: number; retired: boolean; mergedInto?: string }[]; settings: { levels?: number; lowest?: string; highest?: string } })[]; me: { role: "owner" | "admin" | "reviewer" | "annotator" | "viewer" } } };
  /** Delete a project with its labels, models and endpoints; its names are free and its endpoints silent at once, its data go in the background. */
  deleteProject: { given: { project: string; if?: "always" | "empty" }; returns: object };
  /** A project with its questions and labels. */
  readProject: { given: { project: string }; returns: { id: string; name: string; task: "classify"; dataset: string; origin: "person" | "sample"; createdAt: string; settings: { suggestions: "on" | "off"; auditShare: number }; questions: ({ id: string; name: string; kind: "choice" | "rating"; guideline: string; required: boolean; labels: { id: string; name: string; key?: string; color?: string; description: string; position: number; retired: boolean; mergedInto?: string }[]; settings: { levels?: number; lowest?: string; highest?: string } })[]; me: { role: "owner" | "admin" | "reviewer" | "annotator" | "viewer" } } };
  /** Change the name or the settings of a project. */
  changeProject: { given: { project: string } & { name?: string; settings?: { suggestions?: "on" | "off"; auditShare?: number } }; returns: { id: string; name: string; task: "classify"; dataset: string; origin: "person" | "sample"; createdAt: string; settings: { suggestions: "on" | "off"; auditShare: number }; questions: ({ id: string; name: string; kind: "choice" | "rating"; guideline: string; required: boolean; labels: { id: string; name: string; key?: string; color?: string; description: string; position: number; retired: boolean; mergedInto?: string }[]; settings: { levels?: number; lowest?: string; highest?: string } })[]; me: { role: "owner" | "admin" | "reviewer" | "annotator" | "viewer" } } };
  /** The loop with the state of each step, what to do next, and what happened lately. */
  readOverview: { given: { project: string }; returns: { project: string; name: string; origin: "person" | "sample"; steps: ({ step: "collect" | "label" | "train" | "evaluate" | "register" | "deploy" | "monitor" | "automate"; figure: string; words: string; state: "fine" | "look" | "broken" | "empty" })[]; accuracy?: { value: number; low: number; high: number; items: number }; accuracyFrom?: "live" | "champion"; accuracyOn?: "test" | "validation" | "audit" | "out-of-fold"; next: { sentence: string; why: string; action: "import" | "label" | "train" | "promote" | "deploy" | "look"; target?: string; question?: string }; questions: ({ question: string; name: string; kind: "choice" | "rating"; labelled: number; newest?: number; champion?: number; headline?: { metric: "accuracy" | "meanAbsoluteError"; value: { value: number; low: number; high: number; items: number }; from: "live" | "champion"; on?: "test" | "validation" | "audit" | "out-of-fold" } })[]; endpoints: ({ name: string; question: string; version: number; today: number; p95?: number; errors: number; state: "calm" | "drifting" | "quiet traffic" | "no profile" })[]; allEndpoints: number; openAlerts: number; alerts: ({ id: string; endpoint: string; question?: string; version?: number; kind: "label-drift" | "confidence-drift" | "unseen-words"; value: number; threshold: number; endsAt?: number; sentence: string; state: "open" | "quiet" | "answered" | "over"; quietUntil?: string; from: string; to: string; tasks: number; createdAt: string; endedAt?: string; ended?: "usual again" | "quiet traffic" | "other version" | "no profile" | "answered" })[]; lately: { at: string; sentence: string; kind: string }[] } };
  /** The standard flow: train on all labels outside the test and validation splits and the audit items, evaluate, register; a job whose result is {run, version, seconds, split, items, tooFew, metrics}. */
  startTraining: { given: { project: string } & { question?: string; recipe?: "text-linear" | "text-naive-bayes" | "text-nearest-centroid"; seed?: number; features?: "words" | "all" }; returns: { job: string; run: string } };
  /** The webhooks of a project, without their secrets. */
  listWebhooks: { given: { project: string }; returns: { rows: { id: string; url: string; events: string[]; active: boolean; off?: string; failingSince?: string; madeBy: string; madeAt: string }[] } };
  /** Have an address told what happens in a project; the secret that signs is shown this once. */
  createWebhook: { given: { project: string } & { url: string; events: ("items.imported" | "items.asked" | "items.removed" | "labels.changed" | "annotation.given" | "annotation.undone" | "run.finished" | "version.registered" | "version.promoted" | "version.judged" | "endpoint.deployed" | "alert.opened" | "alert.ended")[] }; returns: { webhook: { id: string; url: string; events: string[]; active: boolean; off?: string; failingSince?: string; madeBy: string; madeAt: string }; secret: string } };
  /** Remove a webhook with the log of its deliveries. */
  removeWebhook: { given: { project: string; webhook: string }; returns: object };
  /** Change where a webhook sends or what it is told, switch it off or on; what waits when it goes off is not sent. */
  changeWebhook: { given: { project: string; webhook: string } & { url?: string; events?: ("items.imported" | "items.asked" | "items.removed" | "labels.changed" | "annotation.given" | "annotation.undone" | "run.finished" | "version.registered" | "version.promoted" | "version.judged" | "endpoint.deployed" | "alert.opened" | "alert.ended")[]; active?: boolean }; returns: { id: string; url: string; events: string[]; active: boolean; off?: string; failingSince?: string; madeBy: string; madeAt: string } };
  /** What a webhook was told, newest first, each with its last attempt. */
  listDeliveries: { given: { project: string; webhook: string; after?: string; limit?: number; state?: "waiting" | "delivered" | "failed" }; returns: { rows: ({ id: string; type: string; data: Record<string, unknown>; state: "waiting" | "delivered" | "failed"; attempts: number; status?: number; answer?: string; error?: string; milliseconds?: number; at: string; triedAt?: string; nextAt?: string })[]; next?: string } };
  /** Send a delivery that has ended again, under the same id. */
  replayDelivery: { given: { project: string; webhook: string; delivery: string }; returns: { id: string; type: string; data: Record<string, unknown>; state: "waiting" | "delivered" | "failed"; attempts: number; status?: number; answer?: string; error?: string; milliseconds?: number; at: string; triedAt?: string; nextAt?: string } };
  /** Send an event of the type test, once; its delivery says how that went. */
  testWebhook: { given: { project: string; webhook: string }; returns: { id: string; type: string; data: Record<string, unknown>; state: "waiting" | "delivered" | "failed"; attempts: number; status?: number; answer?: string; error?: string; milliseconds?: number; at: string; triedAt?: string; nextAt?: string } };
  /** How much of what there is. */
  readStatus: { given: object; returns: { ready: boolean; projects: number; items: number; labels: number; endpoints: number; jobs: { queued: number; running: number }; version: string } };
  /** Links that were not used yet. */
  listInvitations: { given: object; returns: { rows: ({ id: string; role: "owner" | "admin" | "reviewer" | "annotator" | "viewer"; project?: string; note: string; createdAt: string; expiresAt: string })[] } };
  /** Make a link that gives a role, to be copied to a colleague. */
  invite: { given: object & { role: "owner" | "admin" | "reviewer" | "annotator" | "viewer"; project?: string; note?: string; days?: number }; returns: { id: string; link: string; expiresAt: string } };
  /** Take an unused link back. */
  withdrawInvitation: { given: { invitation: string }; returns: object };
  /** Join by an invitation link; signs in. */
  join: { given: object & { token: string; name: string; email: string; password: string }; returns: { person: string } };
  /** What an invitation link offers. */
  readInvitation: { given: object & { token: string }; returns: { role: "owner" | "admin" | "reviewer" | "annotator" | "viewer"; workspace: string } };
  /** API keys, without their secrets. */
  listKeys: { given: object; returns: { rows: ({ id: string; name: string; start: string; scopes: ("read" | "label" | "import" | "train" | "deploy" | "predict" | "manage")[]; createdAt: string; expiresAt?: string; lastUsedAt?: string })[] } };
  /** Make an API key; its secret is shown this once. */
  createKey: { given: object & { name: string; scopes?: ("read" | "label" | "import" | "train" | "deploy" | "predict" | "manage")[]; days?: number }; returns: { id: string; key: string; expiresAt?: string } };
  /** End an API key; it is refused within a second. */
  deleteKey: { given: { key: string }; returns: object };
  /** Who is calling, with role and workspace. */
  readMe: { given: object; returns: { kind: "person" | "key" | "local"; id: string; name: string; email?: string; workspace: { id: string; name: string }; role?: "owner" | "admin" | "reviewer" | "annotator" | "viewer" } };
  /** People and their roles. */
  listMembers: { given: object; returns: { rows: ({ person: string; name: string; email: string; role: "owner" | "admin" | "reviewer" | "annotator" | "viewer"; project?: string; since: string })[] } };
  /** Give, change or (without a role) end somebody's role. */
  setRole: { given: object & { person: string; project?: string; role?: "owner" | "admin" | "reviewer" | "annotator" | "viewer" }; returns: object };
  /** Give somebody a new password and end their sessions. */
  resetPerson: { given: object & { email: string }; returns: { password: string } };
  /** Imports, newest first. */
  listImports: { given: { project: string; after?: string; limit?: number }; returns: { rows: ({ id: string; name: string; state: "waiting" | "running" | "done" | "failed" | "cancelled" | "taken back"; job?: string; read: number; added: number; duplicates: number; labelled: number; rejected: number; rejects: { line: number; reason: string; text: string }[]; findings: { kind: string; count: number; lines: number[]; sentence: string }[]; error?: string; askedBy: string; createdAt: string; endedAt?: string })[]; next?: string } };
  /** Send a file (CSV, TSV, JSON, JSONL, TXT, or a zip of a folder per class); answers with its columns and first rows. */
  uploadImport: { given: { project: string; name: string; format?: "csv" | "tsv" | "json" | "jsonl" | "txt" | "folder"; body: Uint8Array | ReadableStream<Uint8Array> | Blob }; returns: { import: string; format: "csv" | "tsv" | "json" | "jsonl" | "txt" | "folder"; reading: { encoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"; delimiter?: "," | ";" | "tab" | "|" | "none"; quote?: "double" | "none"; header?: "yes" | "no" }; columns: string[]; guess: { text?: string; label?: string; key?: string; splitColumn?: string }; rows: Record<string, string>[]; classes?: { name: string; documents: number }[] } };
  /** Forget a file that was sent but not taken. */
  dropImport: { given: { project: string; import: string }; returns: object };
  /** One import with its counts. */
  readImport: { given: { project: string; import: string }; returns: { id: string; name: string; state: "waiting" | "running" | "done" | "failed" | "cancelled" | "taken back"; job?: string; read: number; added: number; duplicates: number; labelled: number; rejected: number; rejects: { line: number; reason: string; text: string }[]; findings: { kind: string; count: number; lines: number[]; sentence: string }[]; error?: string; askedBy: string; createdAt: string; endedAt?: string } };
  /** See the columns and first rows of a file that was sent, read in another way. */
  previewImport: { given: { project: string; import: string; encoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"; delimiter?: "," | ";" | "tab" | "|" | "none"; quote?: "double" | "none"; header?: "yes" | "no" }; returns: { import: string; format: "csv" | "tsv" | "json" | "jsonl" | "txt" | "folder"; reading: { encoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"; delimiter?: "," | ";" | "tab" | "|" | "none"; quote?: "double" | "none"; header?: "yes" | "no" }; columns: string[]; guess: { text?: string; label?: string; key?: string; splitColumn?: string }; rows: Record<string, string>[]; classes?: { name: string; documents: number }[] } };
  /** All rejected rows as CSV: line, reason, text. */
  readRejects: { given: { project: string; import: string }; returns: Response };
  /** Take the items of a file that was sent; a job. */
  startImport: { given: { project: string; import: string } & { encoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"; delimiter?: "," | ";" | "tab" | "|" | "none"; quote?: "double" | "none"; header?: "yes" | "no"; text?: string; label?: string; answers?: { question: string; column: string }[]; key?: string; splitColumn?: string; labels?: "keep" | "replace"; split?: "train" | "validation" | "test"; duplicates?: "skip" | "keep"; minPerClass?: number }; returns: { import: string; job: string } };
  /** Take back what the caller saved and still stands, the newest or the one that is named; its item comes back. */
  undoAnswers: { given: { project: string } & { id: string; annotation?: string }; returns: { task?: { item: string; text: string; file?: { type: string; bytes: number; name: string }; fields?: Record<string, unknown>; suggestions: Record<string, { source: "live" | "version"; number: number; scores: [string, number][] }>; answers: Record<string, { labels: string[] } | { rating: number }>; heldUntil: string; previous: Record<string, { labels: string[] } | { rating: number }> } } };
  /** Answer questions about an item under an id made by the client; sending it twice is saving it once. */
  giveAnswers: { given: { project: string; annotation: string } & { item: string; answers?: Record<string, { labels: string[] } | { rating: number }>; value?: { labels: string[] } | { rating: number }; suggestion?: { source: "live" | "version"; number: number; scores: [string, number][] }; milliseconds?: number; suggestions?: Record<string, { source: "live" | "version"; number: number; scores: [string, number][] }> }; returns: { annotation: string; saved: "now" | "before"; counts: Record<string, { value: { labels: string[] } | { rating: number }; how: string }> } };
  /** Items by split, and by question and label. */
  readCounts: { given: { project: string }; returns: { items: number; labelled: number; splits: ({ split: "train" | "validation" | "test" | "none"; items: number; labelled: number })[]; questions: { question: string; name: string; labelled: number; labels: { label: string; items: number }[] }[] } };
  /** Items with their labels as a file, streamed. */
  exportLabels: { given: { project: string; format?: "csv" | "jsonl"; only?: "labelled" | "all"; for?: "programs" | "spreadsheet"; split?: "train" | "validation" | "test" }; returns: Response };
  /** Take an import back whole: the items it added with all answers to them, and its labels of other items; a job. */
  takeBackImport: { given: { project: string; import: string }; returns: { job: string } };
  /** Items with their labels, in the order they came; filters combine. */
  listItems: { given: { project: string; after?: string; limit?: number; question?: string; label?: string; state?: "labelled" | "unlabelled" | "disputed"; split?: "train" | "validation" | "test" | "none"; search?: string }; returns: { rows: ({ id: string; text: string; file?: { type: string; bytes: number; name: string }; key?: string; split?: "train" | "validation" | "test"; state: "open" | "held" | "done"; answers: ({ question: string; value: { labels: string[] } | { rating: number }; label: string; how: string; at: string })[] })[]; next?: string; partial: boolean } };
  /** Add a file, such as an image, as the content of one item; the same bytes are one item. */
  addFile: { given: { project: string; name: string; type?: string; split?: "train" | "validation" | "test"; body: Uint8Array | ReadableStream<Uint8Array> | Blob }; returns: { item: string; added: "now" | "before" } };
  /** Remove chosen items for ever, with every answer to them; snapshots that had them say that they are not complete. */
  removeItems: { given: { project: string } & { items: string[] }; returns: { removed: number } };
  /** One item, its label, and every answer ever given. */
  readItem: { given: { project: string; item: string }; returns: { id: string; text: string; file?: { type: string; bytes: number; name: string }; fields?: Record<string, unknown>; key?: string; split?: "train" | "validation" | "test"; origin: { import?: string; name?: string; line?: number; at: string }; answers: ({ question: string; value: { labels: string[] } | { rating: number }; label: string; how: string; at: string })[]; audit?: boolean; history: ({ id: string; question: string; author: string; kind: string; value?: { labels: string[] } | { rating: number }; milliseconds?: number; suggestion?: { source: "live" | "version"; number: number; scores: [string, number][] }; supersedes?: string; counts: boolean; at: string })[] } };
  /** The content of an item: the bytes of its file, or its text. */
  readContent: { given: { project: string; item: string }; returns: Response };
  /** Add labels by name; names that are there already are left as they are. */
  addLabels: { given: { project: string; question?: string } & { names: string[] }; returns: { labels: { id: string; name: string; key?: string; color?: string; description: string; position: number; retired: boolean; mergedInto?: string }[]; meant: string[] } };
  /** Rename, describe, re-key or retire a label. */
  changeLabel: { given: { project: string; label: string } & { name?: string; key?: string | null; description?: string; retired?: boolean }; returns: { id: string; name: string; key?: string; color?: string; description: string; position: number; retired: boolean; mergedInto?: string } };
  /** Merge a label into another one: every answer that names it counts as the other from now on. */
  mergeLabels: { given: { project: string; label: string } & { into: string }; returns: { label: { id: string; name: string; key?: string; color?: string; description: string; position: number; retired: boolean; mergedInto?: string }; job: string } };
  /** How labelling goes: counts, pace, the live model and its honest accuracy. */
  readProgress: { given: { project: string; zone?: string }; returns: { items: number; labelled: number; open: number; mine: { today: number; secondsEach?: number }; questions: { question: string; name: string; labelled: number; accuracy?: { value: number; low: number; high: number; items: number }; live?: { number: number; labels: number; classes: number; seconds: number; at: string }; points: { value: number; low: number; high: number; items: number; labels: number }[]; needed?: string }[] } };
  /** Ask another question about every item; where it must be answered, items that were done are open again. */
  addQuestion: { given: { project: string } & { name: string; kind?: "choice" | "rating"; guideline?: string; required?: boolean; labels?: string[]; settings?: { levels?: number; lowest?: string; highest?: string } }; returns: { id: string; name: string; kind: "choice" | "rating"; guideline: string; required: boolean; labels: { id: string; name: string; key?: string; color?: string; description: string; position: number; retired: boolean; mergedInto?: string }[]; settings: { levels?: number; lowest?: string; highest?: string }; job?: string } };
  /** Take away a question that nobody has answered. */
  removeQuestion: { given: { project: string; question: string }; returns: object };
  /** Rename a question, change its guideline, or say whether it must be answered. */
  changeQuestion: { given: { project: string; question: string } & { name?: string; guideline?: string; required?: boolean; settings?: { lowest?: string; highest?: string } }; returns: { id: string; name: string; kind: "choice" | "rating"; guideline: string; required: boolean; labels: { id: string; name: string; key?: string; color?: string; description: string; position: number; retired: boolean; mergedInto?: string }[]; settings: { levels?: number; lowest?: string; highest?: string }; job?: string } };
  /** Snapshots, newest first. */
  listSnapshots: { given: { project: string }; returns: { rows: { id: string; question: string; hash: string; items: number; labelled: number; counts: Record<string, number>; complete: boolean; createdAt: string }[] } };
  /** Hold one's tasks for longer, or (until: now) give them back. */
  holdTasks: { given: { project: string } & { items: string[]; until: "later" | "now" }; returns: object };
  /** The next items to label, held for the caller for ten minutes; nobody else gets them meanwhile. */
  nextTasks: { given: { project: string } & { count?: number }; returns: { tasks: ({ item: string; text: string; file?: { type: string; bytes: number; name: string }; fields?: Record<string, unknown>; suggestions: Record<string, { source: "live" | "version"; number: number; scores: [string, number][] }>; answers: Record<string, { labels: string[] } | { rating: number }>; heldUntil: string; previous: Record<string, { labels: string[] } | { rating: number }> })[]; left: "more" | "none" | "only skipped" } };
  /** Skip an item; it comes again after all others. */
  skipTask: { given: { project: string; item: string } & { reason?: string }; returns: object };
  /** Trainings, newest first. */
  listRuns: { given: { project: string; after?: string; limit?: number; question?: string }; returns: { rows: ({ id: string; number: number; question: string; state: "queued" | "running" | "done" | "failed" | "cancelled"; recipe: { kind: string }; parameters: Record<string, unknown>; seed: number; snapshot?: string; askedBy: string; job?: string; error?: string; summary: Record<string, unknown>; metrics: Record<string, { value: number; low: number; high: number; tooFew?: boolean }>; tooFew: boolean; createdAt: string; startedAt?: string; endedAt?: string })[]; next?: string } };
  /** One training with its metrics as series and its artifacts. */
  readRun: { given: { project: string; run: string }; returns: { id: string; number: number; question: string; state: "queued" | "running" | "done" | "failed" | "cancelled"; recipe: { kind: string }; parameters: Record<string, unknown>; seed: number; snapshot?: string; askedBy: string; job?: string; error?: string; summary: Record<string, unknown>; metrics: Record<string, { value: number; low: number; high: number; tooFew?: boolean }>; tooFew: boolean; createdAt: string; startedAt?: string; endedAt?: string; series: { name: string; points: { step: number; value: number }[] }[]; artifacts: { name: string; bytes: number; hash: string }[] } };
  /** Evaluations, newest first. */
  listEvaluations: { given: { project: string; after?: string; limit?: number; question?: string; version?: number }; returns: { rows: ({ id: string; question: string; kind: "choice" | "rating"; run: string; version?: number; snapshot?: string; split: "test" | "validation" | "audit" | "out-of-fold"; items: number; tooFew: boolean; metrics: { accuracy: { value: number; low: number; high: number; tooFew?: boolean }; macroF1: { value: number; low: number; high: number; tooFew?: boolean }; ece: { value: number; low: number; high: number; tooFew?: boolean }; meanAbsoluteError?: { value: number; low: number; high: number; tooFew?: boolean }; quadraticKappa?: { value: number; low: number; high: number; tooFew?: boolean } }; seed: number; createdAt: string })[]; next?: string } };
  /** One evaluation: metrics with intervals, per class, confusion, calibration. */
  readEvaluation: { given: { project: string; evaluation: string }; returns: { id: string; question: string; kind: "choice" | "rating"; run: string; version?: number; snapshot?: string; split: "test" | "validation" | "audit" | "out-of-fold"; items: number; tooFew: boolean; metrics: { accuracy: { value: number; low: number; high: number; tooFew?: boolean }; macroF1: { value: number; low: number; high: number; tooFew?: boolean }; ece: { value: number; low: number; high: number; tooFew?: boolean }; meanAbsoluteError?: { value: number; low: number; high: number; tooFew?: boolean }; quadraticKappa?: { value: number; low: number; high: number; tooFew?: boolean } }; seed: number; createdAt: string; labels: { id: string; name: string }[]; perLabel: { label: string; name: string; support: number; tooFew: boolean; tooFewPredicted: boolean; predicted: number; precision: { value: number; low: number; high: number; tooFew?: boolean }; recall: { value: number; low: number; high: number; tooFew?: boolean }; f1: { value: number; low: number; high: number; tooFew?: boolean } }[]; confusion: { actual: string; predicted: string; items: number }[]; worst: { actual: string; predicted: string; items: number }[]; calibration: { low: number; high: number; items: number; confidence: number; accuracy: { value: number; low: number; high: number; tooFew?: boolean } }[]; sentence: string } };
  /** Two models on the same items, with a paired test. */
  compareEvaluations: { given: { project: string; evaluation: string; other: string }; returns: { items: number; tooFew: boolean; a: { evaluation: string; version?: number; accuracy: { value: number; low: number; high: number; tooFew?: boolean } }; b: { evaluation: string; version?: number; accuracy: { value: number; low: number; high: number; tooFew?: boolean } }; difference: { value: number; low: number; high: number; tooFew?: boolean }; p: number; onlyA: number; onlyB: number; error?: { a: { value: number; low: number; high: number; tooFew?: boolean }; b: { value: number; low: number; high: number; tooFew?: boolean }; difference: { value: number; low: number; high: number; tooFew?: boolean }; p: number }; sentence: string; changed: { item: string; text: string; actual: string; a: string; b: string }[] } };
  /** The items behind a cell of the confusion matrix, the most confident first. */
  listJudged: { given: { project: string; evaluation: string; actual?: string; predicted?: string; only?: "all" | "wrong"; after?: number; limit?: number }; returns: { rows: { item: string; text: string; actual: string; predicted: string; score: number }[]; total: number; next?: number } };
  /** Take an alias away. */
  dropAlias: { given: { project: string; alias: string; question?: string }; returns: object };
  /** Versions, newest first. */
  listVersions: { given: { project: string; question?: string }; returns: { rows: ({ id: string; number: number; model: string; question: string; kind: "choice" | "rating"; run?: string; runNumber?: number; artifact: string; bytes: number; metrics: { accuracy?: { value: number; low: number; high: number; tooFew?: boolean }; macroF1?: { value: number; low: number; high: number; tooFew?: boolean }; ece?: { value: number; low: number; high: number; tooFew?: boolean }; meanAbsoluteError?: { value: number; low: number; high: number; tooFew?: boolean }; quadraticKappa?: { value: number; low: number; high: number; tooFew?: boolean } }; measuredOn?: "test" | "validation" | "audit" | "out-of-fold"; items?: number; tooFew: boolean; labels: number; labelled: number; approval: "pending" | "approved" | "rejected"; approvedBy?: string; approvalReason?: string; approvedAt?: string; aliases: string[]; createdBy: string; createdAt: string })[] } };
  /** One version. */
  readVersion: { given: { project: string; version: string; question?: string }; returns: { id: string; number: number; model: string; question: string; kind: "choice" | "rating"; run?: string; runNumber?: number; artifact: string; bytes: number; metrics: { accuracy?: { value: number; low: number; high: number; tooFew?: boolean }; macroF1?: { value: number; low: number; high: number; tooFew?: boolean }; ece?: { value: number; low: number; high: number; tooFew?: boolean }; meanAbsoluteError?: { value: number; low: number; high: number; tooFew?: boolean }; quadraticKappa?: { value: number; low: number; high: number; tooFew?: boolean } }; measuredOn?: "test" | "validation" | "audit" | "out-of-fold"; items?: number; tooFew: boolean; labels: number; labelled: number; approval: "pending" | "approved" | "rejected"; approvedBy?: string; approvalReason?: string; approvedAt?: string; aliases: string[]; createdBy: string; createdAt: string } };
  /** Approve or reject a version, with a reason. */
  approveVersion: { given: { project: string; version: string; question?: string } & { approval: "pending" | "approved" | "rejected"; reason?: string }; returns: { id: string; number: number; model: string; question: string; kind: "choice" | "rating"; run?: string; runNumber?: number; artifact: string; bytes: number; metrics: { accuracy?: { value: number; low: number; high: number; tooFew?: boolean }; macroF1?: { value: number; low: number; high: number; tooFew?: boolean }; ece?: { value: number; low: number; high: number; tooFew?: boolean }; meanAbsoluteError?: { value: number; low: number; high: number; tooFew?: boolean }; quadraticKappa?: { value: number; low: number; high: number; tooFew?: boolean } }; measuredOn?: "test" | "validation" | "audit" | "out-of-fold"; items?: number; tooFew: boolean; labels: number; labelled: number; approval: "pending" | "approved" | "rejected"; approvedBy?: string; approvalReason?: string; approvedAt?: string; aliases: string[]; createdBy: string; createdAt: string } };
  /** The artifact: a JSON header and typed arrays, nothing that runs. */
  readArtifact: { given: { project: string; version: string; question?: string }; returns: Response };
  /** Measure a version on today's labels of a split; a job whose result is {evaluation, version, split, items, tooFew, metrics, perLabel}. */
  evaluateVersion: { given: { project: string; version: string; question?: string } & { split: "test" | "validation" | "audit" }; returns: { job: string } };
  /** Version, run, snapshot, annotations, people. */
  readLineage: { given: { project: string; version: string; question?: string }; returns: { version: { id: string; number: number; model: string; question: string; kind: "choice" | "rating"; run?: string; runNumber?: number; artifact: string; bytes: number; metrics: { accuracy?: { value: number; low: number; high: number; tooFew?: boolean }; macroF1?: { value: number; low: number; high: number; tooFew?: boolean }; ece?: { value: number; low: number; high: number; tooFew?: boolean }; meanAbsoluteError?: { value: number; low: number; high: number; tooFew?: boolean }; quadraticKappa?: { value: number; low: number; high: number; tooFew?: boolean } }; measuredOn?: "test" | "validation" | "audit" | "out-of-fold"; items?: number; tooFew: boolean; labels: number; labelled: number; approval: "pending" | "approved" | "rejected"; approvedBy?: string; approvalReason?: string; approvedAt?: string; aliases: string[]; createdBy: string; createdAt: string }; run?: { id: string; number: number; parameters: Record<string, unknown>; seed: number; askedBy: string; createdAt: string }; snapshot?: { id: string; hash: string; items: number; labelled: number; complete: boolean; createdAt: string }; annotations: number; people: { author: string; kind: string; annotations: number }[] } };
  /** Approve a version and give it an alias, which leaves the version that had it. */
  promoteVersion: { given: { project: string; version: string; question?: string } & { alias?: string; reason?: string }; returns: { id: string; number: number; model: string; question: string; kind: "choice" | "rating"; run?: string; runNumber?: number; artifact: string; bytes: number; metrics: { accuracy?: { value: number; low: number; high: number; tooFew?: boolean }; macroF1?: { value: number; low: number; high: number; tooFew?: boolean }; ece?: { value: number; low: number; high: number; tooFew?: boolean }; meanAbsoluteError?: { value: number; low: number; high: number; tooFew?: boolean }; quadraticKappa?: { value: number; low: number; high: number; tooFew?: boolean } }; measuredOn?: "test" | "validation" | "audit" | "out-of-fold"; items?: number; tooFew: boolean; labels: number; labelled: number; approval: "pending" | "approved" | "rejected"; approvedBy?: string; approvalReason?: string; approvedAt?: string; aliases: string[]; createdBy: string; createdAt: string } };
  /** Take an endpoint away. */
  removeEndpoint: { given: { endpoint: string }; returns: object };
  /** An endpoint and its revisions. */
  readEndpoint: { given: { endpoint: string }; returns: { id: string; name: string; project: string; question: string; revision: number; version: number; versionId: string; createdAt: string; revisions: { revision: number; version: number; reason: string; madeBy: string; madeAt: string }[] } };
  /** Ask for the label, or the level, of one text or of many. */
  predict: { given: { endpoint: string } & { text?: string; texts?: string[]; scores?: boolean; log?: boolean }; returns: { label: string; score: number; rating?: number; expected?: number; scores?: Record<string, number>; unknown?: true; prediction: string; version: number; milliseconds: { parse: number; model: number; total: number } } | { answers: { label: string; score: number; rating?: number; expected?: number; scores?: Record<string, number>; unknown?: true; prediction: string }[]; version: number; milliseconds: { parse: number; model: number; total: number } } };
  /** Logged predictions, newest first; a page of long texts may end early. */
  listPredictions: { given: { endpoint: string; after?: string; limit?: number; label?: string }; returns: { rows: { id: string; at: string; text?: string; label: string; score: number; version: number; milliseconds: number; feedback?: string }[]; next?: string } };
  /** Tell what the right label, or level, would have been. */
  giveFeedback: { given: { endpoint: string; prediction: string } & { label: string }; returns: object };
  /** Serve again what an earlier revision served; the one before when none is named. */
  rollBack: { given: { endpoint: string } & { revision?: number; reason?: string }; returns: { endpoint: { id: string; name: string; project: string; question: string; revision: number; version: number; versionId: string; createdAt: string; revisions: { revision: number; version: number; reason: string; madeBy: string; madeAt: string }[] }; servers: number; late: number } };
  /** Endpoints of a project. */
  listEndpoints: { given: { project: string }; returns: { rows: { id: string; name: string; project: string; question: string; revision: number; version: number; versionId: string; createdAt: string; revisions: { revision: number; version: number; reason: string; madeBy: string; madeAt: string }[] }[] } };
  /** Make an endpoint serve a version; answers when every live server has confirmed it. */
  deployVersion: { given: { project: string; name: string } & { version?: number | string; question?: string; reason?: string }; returns: { endpoint: { id: string; name: string; project: string; question: string; revision: number; version: number; versionId: string; createdAt: string; revisions: { revision: number; version: number; reason: string; madeBy: string; madeAt: string }[] }; servers: number; late: number } };
  /** Be quiet about an alert for some hours. */
  quietAlert: { given: { endpoint: string; alert: string } & { hours?: number }; returns: object };
  /** Send the most telling production items to the front of the labelling queue. */
  askForLabels: { given: { endpoint: string } & { count?: number; alert?: string }; returns: { added: number; known: number } };
  /** Traffic, latency, errors, and drift against what the version answered to items it never saw. */
  readMonitor: { given: { endpoint: string; window?: "hour" | "day" | "week" }; returns: { endpoint: string; project: string; question: string; version: number; window: "hour" | "day" | "week"; state: "calm" | "drifting" | "quiet traffic" | "no profile"; sentence: string; now: { at: string; requests: number; errors: number; p50?: number; p95?: number; labelDrift?: number; confidenceDrift?: number; confidence?: number; unseen?: number; thresholds: { labelDrift?: number; confidenceDrift?: number; unseen?: number } }; reference?: { items: number; confidence: number; unseen: number; from: string }; series: { at: string; requests: number; errors: number; p50?: number; p95?: number; labelDrift?: number; confidenceDrift?: number; confidence?: number; unseen?: number; thresholds: { labelDrift?: number; confidenceDrift?: number; unseen?: number } }[]; shares: { label: string; name: string; now: number; reference: number }[]; alerts: ({ id: string; endpoint: string; question?: string; version?: number; kind: "label-drift" | "confidence-drift" | "unseen-words"; value: number; threshold: number; endsAt?: number; sentence: string; state: "open" | "quiet" | "answered" | "over"; quietUntil?: string; from: string; to: string; tasks: number; createdAt: string; endedAt?: string; ended?: "usual again" | "quiet traffic" | "other version" | "no profile" | "answered" })[] } };
  /** The alerts of all endpoints of a project, newest first. */
  listAlerts: { given: { project: string; after?: string; limit?: number; endpoint?: string; state?: "open" | "quiet" | "answered" | "over" | "standing" }; returns: { rows: ({ id: string; endpoint: string; question?: string; version?: number; kind: "label-drift" | "confidence-drift" | "unseen-words"; value: number; threshold: number; endsAt?: number; sentence: string; state: "open" | "quiet" | "answered" | "over"; quietUntil?: string; from: string; to: string; tasks: number; createdAt: string; endedAt?: string; ended?: "usual again" | "quiet traffic" | "other version" | "no profile" | "answered" })[]; next?: string } };
  /** Background work, newest first. */
  listJobs: { given: { after?: string; limit?: number }; returns: { rows: ({ id: string; name: string; title: string; project?: string; state: "queued" | "running" | "done" | "failed" | "cancelled"; done: number; total?: number; message: string; error?: string; result?: Record<string, unknown>; askedBy: string; createdAt: string; startedAt?: string; endedAt?: string })[]; next?: string } };
  /** One job with its progress. */
  readJob: { given: { job: string }; returns: { id: string; name: string; title: string; project?: string; state: "queued" | "running" | "done" | "failed" | "cancelled"; done: number; total?: number; message: string; error?: string; result?: Record<string, unknown>; askedBy: string; createdAt: string; startedAt?: string; endedAt?: string } };
  /** Cancel a job: one's own, or one of a kind that one may ask for. */
  cancelJob: { given: { job: string }; returns: object };
  /** The log of a job after a line number. */
  readJobLines: { given: { job: string; after?: number }; returns: { rows: { number: number; at: string; line: string }[] } };
  /** Server-sent events of every project of the workspace that one may see; after {kind: gap} read again. */
  followWorkspace: { given: object; returns: Response };
  /** Server-sent events of a project: labels, jobs, versions, alerts; after {kind: gap} read again. */
  followProject: { given: { project: string }; returns: Response };
  /** Counters and latencies of this server in Prometheus' text format; also at /metrics. */
  readMetrics: { given: object; returns: Response };
}

/** For every operation: its verb, its path, what its body is, what its answer is. */
export const routes = {
  listProjects: ["get", "/api/v1/projects", "none", "json"],
  createProject: ["post", "/api/v1/projects", "json", "json"],
  deleteProject: ["delete", "/api/v1/projects/{project}", "none", "json"],
  readProject: ["get", "/api/v1/projects/{project}", "none", "json"],
  changeProject: ["patch", "/api/v1/projects/{project}", "json", "json"],
  readOverview: ["get", "/api/v1/projects/{project}/overview", "none", "json"],
  startTraining: ["post", "/api/v1/projects/{project}/train", "json", "json"],
  listWebhooks: ["get", "/api/v1/projects/{project}/webhooks", "none", "json"],
  createWebhook: ["post", "/api/v1/projects/{project}/webhooks", "json", "json"],
  removeWebhook: ["delete", "/api/v1/projects/{project}/webhooks/{webhook}", "none", "json"],
  changeWebhook: ["patch", "/api/v1/projects/{project}/webhooks/{webhook}", "json", "json"],
  listDeliveries: ["get", "/api/v1/projects/{project}/webhooks/{webhook}/deliveries", "none", "json"],
  replayDelivery: ["post", "/api/v1/projects/{project}/webhooks/{webhook}/deliveries/{delivery}/replay", "none", "json"],
  testWebhook: ["post", "/api/v1/projects/{project}/webhooks/{webhook}/test", "none", "json"],
  readStatus: ["get", "/api/v1/status", "none", "json"],
  listInvitations: ["get", "/api/v1/invitations", "none", "json"],
  invite: ["post", "/api/v1/invitations", "json", "json"],
  withdrawInvitation: ["delete", "/api/v1/invitations/{invitation}", "none", "json"],
  join: ["post", "/api/v1/join", "json", "json"],
  readInvitation: ["post", "/api/v1/join/read", "json", "json"],
  listKeys: ["get", "/api/v1/keys", "none", "json"],
  createKey: ["post", "/api/v1/keys", "json", "json"],
  deleteKey: ["delete", "/api/v1/keys/{key}", "none", "json"],
  readMe: ["get", "/api/v1/me", "none", "json"],
  listMembers: ["get", "/api/v1/members", "none", "json"],
  setRole: ["put", "/api/v1/members", "json", "json"],
  resetPerson: ["post", "/api/v1/people/reset", "json", "json"],
  listImports: ["get", "/api/v1/projects/{project}/imports", "none", "json"],
  uploadImport: ["post", "/api/v1/projects/{project}/imports", "stream", "json"],
  dropImport: ["delete", "/api/v1/projects/{project}/imports/{import}", "none", "json"],
  readImport: ["get", "/api/v1/projects/{project}/imports/{import}", "none", "json"],
  previewImport: ["get", "/api/v1/projects/{project}/imports/{import}/preview", "none", "json"],
  readRejects: ["get", "/api/v1/projects/{project}/imports/{import}/rejects", "none", "stream"],
  startImport: ["post", "/api/v1/projects/{project}/imports/{import}/start", "json", "json"],
  undoAnswers: ["post", "/api/v1/projects/{project}/annotations/undo", "json", "json"],
  giveAnswers: ["put", "/api/v1/projects/{project}/annotations/{annotation}", "json", "json"],
  readCounts: ["get", "/api/v1/projects/{project}/counts", "none", "json"],
  exportLabels: ["get", "/api/v1/projects/{project}/export", "none", "stream"],
  takeBackImport: ["post", "/api/v1/projects/{project}/imports/{import}/take-back", "none", "json"],
  listItems: ["get", "/api/v1/projects/{project}/items", "none", "json"],
  addFile: ["post", "/api/v1/projects/{project}/items", "stream", "json"],
  removeItems: ["post", "/api/v1/projects/{project}/items/remove", "json", "json"],
  readItem: ["get", "/api/v1/projects/{project}/items/{item}", "none", "json"],
  readContent: ["get", "/api/v1/projects/{project}/items/{item}/content", "none", "stream"],
  addLabels: ["post", "/api/v1/projects/{project}/labels", "json", "json"],
  changeLabel: ["patch", "/api/v1/projects/{project}/labels/{label}", "json", "json"],
  mergeLabels: ["post", "/api/v1/projects/{project}/labels/{label}/merge", "json", "json"],
  readProgress: ["get", "/api/v1/projects/{project}/progress", "none", "json"],
  addQuestion: ["post", "/api/v1/projects/{project}/questions", "json", "json"],
  removeQuestion: ["delete", "/api/v1/projects/{project}/questions/{question}", "none", "json"],
  changeQuestion: ["patch", "/api/v1/projects/{project}/questions/{question}", "json", "json"],
  listSnapshots: ["get", "/api/v1/projects/{project}/snapshots", "none", "json"],
  holdTasks: ["post", "/api/v1/projects/{project}/tasks/hold", "json", "json"],
  nextTasks: ["post", "/api/v1/projects/{project}/tasks/next", "json", "json"],
  skipTask: ["post", "/api/v1/projects/{project}/tasks/{item}/skip", "json", "json"],
  listRuns: ["get", "/api/v1/projects/{project}/runs", "none", "json"],
  readRun: ["get", "/api/v1/projects/{project}/runs/{run}", "none", "json"],
  listEvaluations: ["get", "/api/v1/projects/{project}/evaluations", "none", "json"],
  readEvaluation: ["get", "/api/v1/projects/{project}/evaluations/{evaluation}", "none", "json"],
  compareEvaluations: ["get", "/api/v1/projects/{project}/evaluations/{evaluation}/compare/{other}", "none", "json"],
  listJudged: ["get", "/api/v1/projects/{project}/evaluations/{evaluation}/items", "none", "json"],
  dropAlias: ["delete", "/api/v1/projects/{project}/aliases/{alias}", "none", "json"],
  listVersions: ["get", "/api/v1/projects/{project}/versions", "none", "json"],
  readVersion: ["get", "/api/v1/projects/{project}/versions/{version}", "none", "json"],
  approveVersion: ["post", "/api/v1/projects/{project}/versions/{version}/approval", "json", "json"],
  readArtifact: ["get", "/api/v1/projects/{project}/versions/{version}/artifact", "none", "stream"],
  evaluateVersion: ["post", "/api/v1/projects/{project}/versions/{version}/evaluate", "json", "json"],
  readLineage: ["get", "/api/v1/projects/{project}/versions/{version}/lineage", "none", "json"],
  promoteVersion: ["post", "/api/v1/projects/{project}/versions/{version}/promote", "json", "json"],
  removeEndpoint: ["delete", "/api/v1/endpoints/{endpoint}", "none", "json"],
  readEndpoint: ["get", "/api/v1/endpoints/{endpoint}", "none", "json"],
  predict: ["post", "/api/v1/endpoints/{endpoint}/predict", "json", "json"],
  listPredictions: ["get", "/api/v1/endpoints/{endpoint}/predictions", "none", "json"],
  giveFeedback: ["post", "/api/v1/endpoints/{endpoint}/predictions/{prediction}/feedback", "json", "json"],
  rollBack: ["post", "/api/v1/endpoints/{endpoint}/roll-back", "json", "json"],
  listEndpoints: ["get", "/api/v1/projects/{project}/endpoints", "none", "json"],
  deployVersion: ["put", "/api/v1/projects/{project}/endpoints/{name}", "json", "json"],
  quietAlert: ["post", "/api/v1/endpoints/{endpoint}/alerts/{alert}/quiet", "json", "json"],
  askForLabels: ["post", "/api/v1/endpoints/{endpoint}/ask-for-labels", "json", "json"],
  readMonitor: ["get", "/api/v1/endpoints/{endpoint}/monitor", "none", "json"],
  listAlerts: ["get", "/api/v1/projects/{project}/alerts", "none", "json"],
  listJobs: ["get", "/api/v1/jobs", "none", "json"],
  readJob: ["get", "/api/v1/jobs/{job}", "none", "json"],
  cancelJob: ["post", "/api/v1/jobs/{job}/cancel", "none", "json"],
  readJobLines: ["get", "/api/v1/jobs/{job}/lines", "none", "json"],
  followWorkspace: ["get", "/api/v1/live", "none", "stream"],
  followProject: ["get", "/api/v1/projects/{project}/live", "none", "stream"],
  readMetrics: ["get", "/api/v1/metrics", "none", "stream"],
} as const;
