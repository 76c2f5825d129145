import { checkOptions, type KnownOptions, shown } from "../../core/io/mod.ts";

/** Refuses a login that is none, or lacks a part, without a word of what may be secret in it. Every part must be given: a choice has no default. */
export function checkLogin<Login extends object>(
  login: Login | undefined,
  known: KnownOptions<Login>,
  where: string,
): void {
  if (login === undefined) return;
  const names = Object.keys(known);
  checkParts(login, Object.fromEntries(names.map((name) => [name, true])) as KnownOptions<Login>, where);
  for (const [name, choices] of Object.entries<unknown>(known)) {
    const value = (login as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== "string") {
      throw new TypeError(
        `Cannot use ${where} as ${name} must be text: got ${kindOf(value)}; give ${names.join(", ")}`,
      );
    }
    if (!Array.isArray(choices) || choices.includes(value)) continue;
    throw new RangeError(
      `Cannot use ${where} as ${name} must be ${choices.map(shown).join(" or ")}: got ${shown(value)}; use one of these`,
    );
  }
}

/** What a connection by TLS may be told, in PEM. */
interface PemParts {
  readonly ca?: unknown;
  readonly cert?: unknown;
  readonly key?: unknown;
}

/** Refuses what is no PEM: engines pass over authorities that they cannot read, and only say then that nobody trusted is one. */
export function checkTls<Tls extends PemParts>(tls: Tls, known: KnownOptions<Tls>, where: string): void {
  checkParts(tls, known, where);
  for (const name of ["ca", "cert", "key"] as const) {
    const value = tls[name];
    const [what, begin] = name === "key" ? ["a key", "PRIVATE KEY-----"] : ["certificates", "CERTIFICATE-----"];
    if (value === undefined || (String(value).includes("-----BEGIN ") && String(value).includes(begin))) continue;
    const got = typeof value === "string" ? `text without -----BEGIN … ${begin}` : kindOf(value);
    throw new TypeError(
      `Cannot use ${where} as ${name} must be the text of ${what} in PEM: got ${got}; read it from its file, for instance by readFileSync(path, "utf8")`,
    );
  }
  if ((tls.cert === undefined) === (tls.key === undefined)) return;
  const only = tls.cert === undefined ? "key" : "cert";
  throw new TypeError(
    `Cannot use ${where} as a client shows a certificate by its key: got ${only} alone; give cert and key, or neither`,
  );
}

/** As `checkOptions`, where what stands in the place of an object may be secret. */
export function checkParts<Options extends object>(parts: Options, known: KnownOptions<Options>, where: string): void {
  if (typeof parts !== "object" || parts === null || Array.isArray(parts)) {
    throw new TypeError(
      `Cannot use ${where} as it must be an object: got ${kindOf(parts)}; write for instance { ${Object.keys(known).join(": …, ")}: … }`,
    );
  }
  checkOptions(parts, known, where);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "none";
  return Array.isArray(value) ? "an array" : `a value of kind ${typeof value}`;
}
