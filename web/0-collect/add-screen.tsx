import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { type Returned, server, useProjectId } from "../frame/index.ts";
import { Button, bytes, Card, Page, Problem } from "../ui/index.ts";
import { ChooseColumns } from "./choose-columns.tsx";
import { DropAnywhere, takeDropped } from "./drop-anywhere.tsx";

type Preview = Returned<"uploadImport">;

/** What is in this file? Drop it, see its columns guessed and its first rows, choose, go. */
export function AddScreen() {
  const project = useProjectId();
  const navigate = useNavigate();
  const [file, setFile] = useState<File>();
  const stop = useRef<AbortController>(undefined);
  const upload = useMutation({
    mutationFn: (chosen: File) => {
      stop.current = new AbortController();
      return server.uploadImport({ project, name: chosen.name, body: chosen }, { signal: stop.current.signal });
    },
    meta: { shown: "here" },
  });
  const { mutate, reset } = upload;
  const read = useCallback(
    (chosen: File | undefined) => {
      if (!chosen) return;
      setFile(chosen);
      mutate(chosen);
    },
    [mutate],
  );
  useEffect(() => read(takeDropped()), [read]);
  const again = () => {
    stop.current?.abort();
    setFile(undefined);
    reset();
  };
  const drop = (preview: Preview) => {
    server.dropImport({ project, import: preview.import }).catch(() => undefined);
    again();
  };
  const wasStopped = stop.current?.signal.aborted === true;
  return (
    <Page eyebrow="Collect" title="Add items from a file">
      <DropAnywhere onFile={read} />
      <div className="grid gap-4">
        {upload.error && !wasStopped && (
          <Problem error={upload.error}>Nothing was taken; the file is unchanged.</Problem>
        )}
        {!upload.data && !upload.isPending && <Pick onFile={read} />}
        {upload.isPending && file && (
          <Card>
            <div className="flex flex-wrap items-center justify-between gap-3">
              <p aria-live="polite">
                Sending {file.name}, {bytes(file.size)}
              </p>
              <Button onClick={again}>Cancel</Button>
            </div>
          </Card>
        )}
        {upload.data && (
          <ChooseColumns
            preview={upload.data}
            file={file?.name ?? ""}
            onStarted={(id) => navigate({ to: "/p/$project/collect/imports/$import", params: { project, import: id } })}
            onDrop={() => drop(upload.data)}
          />
        )}
      </div>
    </Page>
  );
}

function Pick({ onFile }: { onFile: (file: File | undefined) => void }) {
  return (
    <label className="grid min-h-64 cursor-pointer place-content-center justify-items-center gap-1.5 rounded-[14px] border-2 border-line border-dashed bg-cloth px-6 text-center focus-within:border-indigo hover:border-edge">
      <span className="font-[600] text-[17px]">Drop a file here, or choose one</span>
      <span className="max-w-[56ch] text-pretty text-[14px] text-soft">
        CSV, TSV, JSON, JSONL or TXT (one text a line), or a zip with a folder for each class. Labels in the file come
        along.
      </span>
      <input
        type="file"
        className="sr-only"
        accept=".csv,.tsv,.tab,.json,.jsonl,.ndjson,.txt,.gz,.zip"
        onChange={(event) => onFile(event.target.files?.[0])}
      />
    </label>
  );
}
