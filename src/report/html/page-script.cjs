// Runs in the reader's browser, in a page that is whole without it: opens evidence, says how many claims a filter
// leaves, and brings figures to life. Fetches nothing; the page's policy would not let it.
(() => {
  "use strict";
  const page = document;
  const all = (selector) => [...page.querySelectorAll(selector)];
  const evidence = all("tr.evidence details");

  // All evidence at once, and again closed.
  const openAll = page.getElementById("open-all");
  const label = () => {
    const open = evidence.length > 0 && evidence.every((each) => each.open);
    openAll.textContent = open ? "Close all evidence" : "Open all evidence";
    return open;
  };
  if (openAll && evidence.length > 0) {
    openAll.hidden = false;
    openAll.addEventListener("click", () => {
      const open = label();
      for (const each of evidence) each.open = !open;
      label();
    });
    for (const each of evidence) each.addEventListener("toggle", label);
  }

  // A link to a claim opens its evidence, and shows it where the filter had hidden it.
  const arrive = () => {
    let target = null;
    try {
      target = page.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return;
    }
    if (target?.tagName !== "TBODY") return;
    const details = target.querySelector("details");
    if (details) details.open = true;
    if (target.getClientRects().length === 0) {
      const every = page.querySelector('.filter input[value="all"]');
      if (every) {
        every.checked = true;
        tell();
      }
    }
    target.scrollIntoView();
  };
  const count = page.getElementById("shown-count");
  const tell = () => {
    const bodies = all("#all-claims > tbody");
    const shown = bodies.filter((body) => body.getClientRects().length > 0).length;
    if (count) count.textContent = `${shown} of ${bodies.length} claims shown`;
  };
  for (const input of all(".filter input")) input.addEventListener("change", tell);
  addEventListener("hashchange", arrive);
  arrive();

  // Paper shows everything; afterwards the page is as it was.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = evidence.filter((each) => !each.open);
    for (const each of closed) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of closed) each.open = false;
    closed = [];
  });

  // Figures: plotly is inflated from inside this file when the first one is opened.
  const packed = page.getElementById("plotly-bundle");
  if (!packed || typeof DecompressionStream !== "function") return;
  let loading;
  const load = () => {
    loading ??= (async () => {
      const bytes = Uint8Array.from(atob(packed.textContent.trim()), (letter) => letter.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      const script = page.createElement("script");
      script.textContent = await new Response(stream).text();
      page.head.append(script);
      if (!window.Plotly) throw new Error("the figures' program did not start");
    })();
    return loading;
  };
  for (const button of all("button[data-figure]")) {
    const number = button.dataset.figure;
    const figure = page.getElementById(`figure-${number}`);
    const still = figure.querySelector(".drawing");
    const data = page.getElementById(`figure-${number}-data`);
    const closedLabel = button.textContent;
    let live;
    button.hidden = false;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", async () => {
      if (live) {
        window.Plotly.purge(live);
        live.remove();
        live = undefined;
        still.hidden = false;
        button.setAttribute("aria-pressed", "false");
        button.textContent = closedLabel;
        return;
      }
      button.disabled = true;
      try {
        await load();
        const { data: traces, layout, alt } = JSON.parse(data.textContent);
        live = page.createElement("div");
        live.className = "live";
        live.setAttribute("role", "group");
        live.setAttribute("aria-label", alt);
        still.before(live);
        still.hidden = true;
        await window.Plotly.newPlot(
          live,
          traces,
          {
            paper_bgcolor: "#fff",
            plot_bgcolor: "#fff",
            ...layout,
            font: {
              color: "#1b1f24",
              size: 12,
              ...layout.font,
              family: getComputedStyle(page.querySelector(".meta, figcaption")).fontFamily,
            },
            autosize: true,
            width: undefined,
          },
          { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["sendDataToCloud"] },
        );
        button.setAttribute("aria-pressed", "true");
        button.textContent = `Back to the drawing of Figure ${number}`;
      } catch (error) {
        live?.remove();
        live = undefined;
        still.hidden = false;
        button.textContent = `Figure ${number} cannot be explored here: ${error.message}`;
        return;
      } finally {
        button.disabled = false;
      }
    });
  }
})();
