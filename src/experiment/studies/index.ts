export { type BenchmarkName, benchmarks, type NamedBenchmark } from "./benchmarks.js";
export { type DomainRunOptions, runDomains } from "./domain-study.js";
export { runJudged } from "./judged-study.js";
export { type LimitationOptions, limitations, limitationsOf } from "./limitations.js";
export { recordedSearch } from "./recorded-search.js";
export { type RunOptions, type Scale, Study, type StudyOptions, studyOf } from "./study.js";
