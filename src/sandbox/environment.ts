/** Variables that a kernel may know; what else is set may be somebody's secret. */
const known =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TERM|TMPDIR|NODE_OPTIONS|NODE_PATH|NO_COLOR|SOURCE_DATE_EPOCH|JPY_\w+|JUPYTER_\w+|VIRTUAL_ENV|CONDA_PREFIX|XDG_CACHE_HOME|XDG_DATA_HOME|OMP_NUM_THREADS|UV_THREADPOOL_SIZE|CLAIMBOOK_\w+)$/;
const secret = /KEY|TOKEN|SECRET|PASS|CREDENTIAL|MAILTO|COOKIE/;

/** An environment without what looks like a secret. */
export function harmlessEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => known.test(name) && !secret.test(name)));
}
