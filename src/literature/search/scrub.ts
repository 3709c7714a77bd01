/** Names of parameters and headers whose values are nobody's business. */
const parameters =
  /([?&;\s"'](?:api[-_]?key|x-api-key|key|token|access[-_]?token|mailto|email|password|secret)=)[^&\s"'#]+/gi;
const headers = /((?:authorization|x-api-key|user-agent|cookie)["']?\s*[:=]\s*["']?)[^\r\n"',]+/gi;

/**
 * Takes keys and contact addresses out of texts that go into logs and recordings: the values that the environment
 * holds under names of keys and contacts, wherever they stand, and what stands as such a parameter or header.
 */
export function scrubber(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const secrets = Object.entries(env)
    .filter(
      ([name, value]) =>
        /(?:KEY|TOKEN|SECRET|PASSWORD|MAILTO|EMAIL)$/i.test(name) && (value?.length ?? 0) >= 4,
    )
    .flatMap(([, value]) => [value!, encodeURIComponent(value!)])
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const secret of secrets) clean = clean.replaceAll(secret, "***");
    return clean.replace(parameters, "$1***").replace(headers, "$1***");
  };
}
