import { expect, test } from "vitest";
import { avroRegistry } from "../../../connectors/avro/mod.ts";
import { duckdb } from "../../../connectors/duckdb/mod.ts";
import { shownAddress } from "../../../connectors/files/mod.ts";
import { httpPoll, httpSink } from "../../../connectors/http/mod.ts";
import { socketSource } from "../../../connectors/socket/mod.ts";
import { from } from "../../../core/mod.ts";

const secret = "S3CR3T";

test.each([
  [`https://api.example.org:99999/x?token=${secret}`, "https://api.example.org:99999/x?…"],
  [`api.example.org/x?token=${secret}`, "api.example.org/x?…"],
  [`https://api .example.org/x#${secret}`, "https://api .example.org/x?…"],
  [`http://u:${secret}@h:99999/x`, "http://…@h:99999/x"],
  [`http://u:${secret}/${secret}@h:99999`, "http://…@h:99999"],
  [`http://u:${secret}?${secret}@h:1`, "http://…"],
  [`http://h:99999/x?mail=a@b&token=${secret}`, "http://…"],
  [`http://u:${secret}`, "http://u:…"],
  [`u:${secret}@h`, "…@h"],
  ["http://[::1]:99999/", "http://[::1]:99999/"],
  ["localhost:1/x", "localhost:1/x"],
])("of the address %s is shown what is no secret", (given, shown) => {
  expect(shownAddress(given)).toBe(JSON.stringify(shown));
});

test("what is no text is shown by its kind", () => {
  expect([undefined, null, 5, { token: secret }].map(shownAddress)).toEqual([
    "undefined",
    "null",
    "a value of kind number",
    "a value of kind object",
  ]);
});

test.each<[string, () => unknown]>([
  ["as url must be", () => avroRegistry({ url: `http://u:${secret}@h:99999` })],
  ["as it must be an object", () => avroRegistry({ url: "http://h", login: secret } as never)],
  ['"passwrd"', () => avroRegistry({ url: "http://h", login: { username: "u", passwrd: secret } } as never)],
  ["as password must be text", () => avroRegistry({ url: "http://h", login: { username: secret } } as never)],
  ['"cert"', () => avroRegistry({ url: "https://h", tls: { cert: secret } } as never)],
  ["as its url must be", () => httpSink(`https://api.example.org:99999/x?token=${secret}`)],
  ["as its url must be", () => httpSink({ url: secret } as never)],
  ["as its url must be", () => httpPoll(`http://u:${secret}@h:99999/`, {} as never)],
  ["as headers must be", () => httpSink("http://h/", { headers: `Bearer ${secret}` } as never)],
  ["as host must be", () => socketSource({ host: `u:${secret}@h`, port: 1 })],
  ["Cannot open", () => from(duckdb({ database: `/no/such/x?motherduck_token=${secret}`, table: "t" })).collect()],
])("no error shows a secret of an address that cannot be used: … %s …", async (message, make) => {
  const error = await Promise.resolve()
    .then(make)
    .then(
      () => undefined,
      (thrown: Error) => thrown,
    );
  expect(error?.message).toContain(message);
  expect(error?.message).not.toContain(secret);
});
