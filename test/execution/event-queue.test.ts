import { expect, test } from "vitest";
import { EventQueue } from "../../src/execution/event-queue.js";
import type { ExecutionEvent } from "../../src/execution/events.js";

const start = (kernel: string): ExecutionEvent => ({ type: "kernel-start", kernel });

function queue(): { events: EventQueue; told: string[] } {
  const told: string[] = [];
  return { told, events: new EventQueue((event) => told.push((event as { kernel: string }).kernel)) };
}

test("an event waits, and those behind it wait with it", async () => {
  const { events, told } = queue();
  let ready!: () => void;
  const saved = new Promise<void>((resolve) => {
    ready = resolve;
  });
  events.tell(start("a"));
  events.tell(start("b"), saved);
  events.tell(start("c"));
  expect(told).toEqual(["a"]);
  ready();
  await saved;
  expect(told).toEqual(["a", "b", "c"]);
});

test("after a failure nothing more is told", async () => {
  const { events, told } = queue();
  const failed = Promise.reject(new Error("disk full"));
  events.tell(start("a"), failed);
  events.tell(start("b"));
  await failed.catch(() => {});
  expect(told).toEqual([]);
});

test("at the end of a run whatever still waits is told at once, in order, and not again", async () => {
  const { events, told } = queue();
  let ready!: () => void;
  const saved = new Promise<void>((resolve) => {
    ready = resolve;
  });
  events.tell(start("a"), saved);
  events.tell(start("b"), new Promise(() => {}));
  events.tell(start("c"));
  events.drain();
  expect(told).toEqual(["a", "b", "c"]);
  ready();
  await saved;
  expect(told).toEqual(["a", "b", "c"]);
});
