import type { ServerMessage } from "../messages.js";
import { ClaimList } from "./claim-list.js";
import { all, one, say } from "./elements.js";
import { OwnReview } from "./own-review.js";
import { RerunPanel } from "./rerun-panel.js";
import { listen } from "./server.js";

const sha256 = document.body.dataset.sha256!;
document.body.classList.add("live");

const reruns = new RerunPanel(sha256);
const list = new ClaimList((id) => void reruns.plan(id));
const reviews = all("#detail > article").map((article) => new OwnReview(article, sha256, count));
count();
// What a source says elsewhere opens beside the review.
for (const link of all<HTMLAnchorElement>(".ev a[href]")) {
  link.target = "_blank";
  link.rel = "noreferrer noopener";
}

/** How many claims have a verdict of the reviewer's; and the filter may ask for it. */
function count(): void {
  const marks = all("#claims .own");
  const done = marks.filter(({ dataset }) => (dataset.verdict ?? "") !== "").length;
  say(one("#reviewed"), `${done} of ${marks.length} claims have your verdict`);
}

function hear(message: ServerMessage): void {
  switch (message.type) {
    case "note":
      for (const review of reviews) if (review.id === message.note.id) review.take(message.note);
      list.apply();
      break;
    case "rerun":
      if (document.getElementById(`claim-${message.state.claim}`) !== null) reruns.take(message.state);
      break;
    case "hello":
    case "changed":
      if (message.sha256 !== sha256) changed();
  }
}

function changed(): void {
  const notice = one("#notice");
  say(
    one("span", notice),
    "The notebook changed on disk since this page was opened. What you see is the earlier version: notes are still saved, nothing is rerun.",
  );
  notice.hidden = false;
  reruns.lock();
}

one("#reload").addEventListener("click", () => location.reload());
// Nothing that was written is lost when the page is left.
window.addEventListener("pagehide", () => {
  for (const review of reviews) review.save();
});
window.addEventListener("beforeunload", (event) => {
  if (reviews.some(({ unsaved }) => unsaved)) {
    for (const review of reviews) review.save();
    event.preventDefault();
  }
});

listen(hear, (is) => {
  document.body.classList.toggle("offline", !is);
  if (!is) say(one("#reviewed"), "claimbook review has ended, or cannot be reached");
  else count();
});
