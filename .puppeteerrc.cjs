// claimbook finds a browser itself (src/report/pdf/browser.ts); installing must never download one.
module.exports = { skipDownload: true };
