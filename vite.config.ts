import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Everything is a file of its own: the content security policy allows neither data: fonts nor inline scripts.
export default defineConfig({
  root: "web",
  plugins: [react(), tailwindcss()],
  build: { outDir: "../dist/web", assetsInlineLimit: 0, target: "es2023", reportCompressedSize: true },
  server: { proxy: { "/api": process.env.HANDLOOM_API ?? "http://127.0.0.1:4000" } },
});
