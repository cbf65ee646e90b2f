import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useProjectId } from "../frame/index.ts";

let dropped: File | undefined;

/** The file that was dropped on another screen, once. */
export function takeDropped(): File | undefined {
  const file = dropped;
  dropped = undefined;
  return file;
}

/** Takes a file that is dropped anywhere on the screen to the page that reads it. */
export function DropAnywhere({ onFile }: { onFile?: (file: File) => void }) {
  const [isOver, setOver] = useState(false);
  const navigate = useNavigate();
  const project = useProjectId();
  useEffect(() => {
    const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files");
    const over = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      setOver(false);
      if (onFile) return onFile(file);
      dropped = file;
      void navigate({ to: "/p/$project/collect/add", params: { project } });
    };
    const listeners = { dragover: over, dragleave: leave, drop } as const;
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, listener as EventListener);
    };
  }, [navigate, project, onFile]);
  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-3 z-40 grid place-content-center rounded-2xl border-2 border-indigo border-dashed bg-indigo-wash/90 font-[600] text-[18px] text-indigo">
      Drop the file to read it
    </div>
  );
}
