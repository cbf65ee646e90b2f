declare module "yazl" {
  /** Only what the tests use: a zip that is made in memory. */
  class ZipFile {
    readonly outputStream: NodeJS.ReadableStream;
    addBuffer(content: Buffer, name: string): void;
    end(): void;
  }
  const yazl: { readonly ZipFile: typeof ZipFile };
  // biome-ignore lint/style/noDefaultExport: it is how the library exports
  export default yazl;
}
