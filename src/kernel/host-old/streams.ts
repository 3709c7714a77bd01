import { StringDecoder } from "node:string_decoder";

type Done = (error?: Error | null) => void;

/** Replaces `write` of a standard stream, so that text goes to `publish` at once and in order. */
export function captureStream(stream: NodeJS.WriteStream, publish: (text: string) => void): void {
  const decoder = new StringDecoder("utf8");
  const write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done): boolean => {
    let text: string;
    if (typeof chunk === "string") {
      const plain = typeof encoding !== "string" || /^utf-?8$/i.test(encoding);
      text = plain ? chunk : Buffer.from(chunk, encoding).toString("utf8");
    } else {
      text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    }
    if (text !== "") publish(text);
    const callback = typeof encoding === "function" ? encoding : done;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
  stream.write = write as typeof stream.write;
}
