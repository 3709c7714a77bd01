// TypeScript, by `require`: an `import` makes Node.js look through all nine megabytes of it for names first, which
// takes twice as long as loading it. (By its name in a variable, so that the look is not taken through this file.)
const name = "typescript";
module.exports = require(name);
