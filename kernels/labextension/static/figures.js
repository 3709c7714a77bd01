// A prebuilt extension of JupyterLab that draws figures (application/vnd.plotly.v1+json) with the plotly.js that
// `claimbook kernel install` lays beside this file. JupyterLab loads such extensions as containers of webpack's
// module federation: `init` is handed the modules that the page shares, `get` gives the ones that are in here.
(() => {
  const place = document.currentScript.src;
  const type = "application/vnd.plotly.v1+json";
  let shared;
  let plotly;

  const loadPlotly = () => {
    plotly ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("plotly.min.js", place).href;
      // The next figure tries again.
      script.onerror = () => {
        plotly = undefined;
        reject(new Error(`${script.src} could not be loaded`));
      };
      script.onload = () => resolve(globalThis.Plotly);
      document.head.append(script);
    });
    return plotly;
  };

  const sharedModule = async (name) => {
    const [newest] = Object.values(shared[name]);
    return (await newest.get())();
  };

  const modules = {
    "./mimeExtension": async () => {
      const { Widget } = await sharedModule("@lumino/widgets");

      class Figure extends Widget {
        #drawn;

        async renderModel(model) {
          const { data, layout, config } = model.data[type];
          const Plotly = await loadPlotly();
          if (this.isDisposed) return;
          this.#drawn = Plotly;
          const settings = { responsive: true, displaylogo: false, ...config };
          await Plotly.react(this.node, data, { ...layout }, settings);
        }

        onResize() {
          this.#drawn?.Plots.resize(this.node);
        }

        dispose() {
          if (this.isDisposed) return;
          this.#drawn?.purge(this.node);
          super.dispose();
        }
      }

      const extension = {
        id: "claimbook:figures",
        // Behind plotly's own extension where that is installed (rank 0), before the text that stands in for a figure.
        rank: 10,
        rendererFactory: { safe: true, mimeTypes: [type], createRenderer: () => new Figure() },
      };
      return () => ({ __esModule: true, default: extension });
    },
  };

  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB.claimbook = {
    init: (scope) => {
      shared = scope;
    },
    get: (name) => modules[name](),
  };
})();
