/** How long timers of cells may still run, and how often they are looked for, milliseconds. */
const TIMER_GRACE = 200;
const POLL = 10;

/** Ends the process when no timer is alive any more: errors in late callbacks are still reported. */
export async function shutDown(): Promise<never> {
  const deadline = performance.now() + TIMER_GRACE;
  const alive = () => process.getActiveResourcesInfo().some((kind) => /^(Timeout|Immediate)$/.test(kind));
  while (alive() && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, POLL).unref());
  process.exit(0);
}
