import "./ui/handloom.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { hasUnsaved } from "./1-label/save-buffer.ts";
import { queryClient } from "./frame/query-client.ts";
import { router } from "./router.tsx";

const place = document.getElementById("root");
if (place)
  createRoot(place).render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );

// A tab that was closed too early left answers behind: they are sent as soon as any screen opens.
if (hasUnsaved(localStorage)) void import("./1-label/unsaved.ts");
