declare module "yazl" {
  /** Only what the tests use: a zip that is made in memory. */
  class ZipFile {
    readonly outputStream: NodeJS.ReadableStream;
    addBuffer(content: Buffer, name: string): void;
    end(): void;
  }
  const yazl: { readonly ZipFile: typeof ZipFile };
  export default yazl;
}
