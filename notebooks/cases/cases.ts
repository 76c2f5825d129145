// `npm run cases -- draw [NAME]` draws the picture of a case, or of all; `feed NAME HOST:PORT` writes the data of a case to topics of
// Kafka, for its job to read; `show TOPIC HOST:PORT` prints what is in a topic; `bucket NAME` makes a bucket where the variables of AWS say.
import { writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { from } from "millrace";
import { kafka } from "millrace/connectors/kafka";
import { stdout } from "millrace/connectors/stdio";
import { feed, feeds } from "./feeds.ts";
import { pictures } from "./pictures.ts";

const [action, name, brokers] = process.argv.slice(2);

if (action === "draw" && (name === undefined || name in pictures)) {
  for (const one of name === undefined ? Object.keys(pictures) : [name]) {
    writeFileSync(fileURLToPath(new URL(`./${one}/picture.svg`, import.meta.url)), `${await pictures[one]!()}\n`);
    console.log(`written: notebooks/cases/${one}/picture.svg`);
  }
} else if (action === "feed" && name !== undefined && name in feeds && brokers !== undefined) {
  await feed(name, brokers);
  console.log(`written: topics ${Object.keys(feeds[name]!.read).join(", ")}`);
} else if (action === "show" && name !== undefined && brokers !== undefined) {
  const values = from(kafka<string>({ brokers, topic: name, value: "string", until: "latest" }));
  await values.sinkTo(stdout({ format: "text" })).run();
} else if (action === "bucket" && name !== undefined && process.env.AWS_ENDPOINT_URL !== undefined) {
  await makeBucket(name);
  console.log(`made: bucket ${name}`);
} else {
  console.error(
    `cases: draw [${Object.keys(pictures).join("|")}], feed ${Object.keys(feeds).join("|")} HOST:PORT, show TOPIC HOST:PORT, or bucket NAME ` +
      `where AWS_ENDPOINT_URL is set: got ${process.argv.slice(2).join(" ")}`,
  );
  process.exitCode = 2;
}

async function makeBucket(bucket: string): Promise<void> {
  const { AwsClient } = await import("aws4fetch");
  const {
    AWS_ENDPOINT_URL,
    AWS_REGION = "us-east-1",
    AWS_ACCESS_KEY_ID = "",
    AWS_SECRET_ACCESS_KEY = "",
  } = process.env;
  const keys = { region: AWS_REGION, accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const signal = AbortSignal.timeout(10_000);
  const { status } = await new AwsClient({ service: "s3", ...keys }).fetch(`${AWS_ENDPOINT_URL}/${bucket}`, {
    method: "PUT",
    signal,
  });
  if (status !== 200) throw new Error(`Cannot make bucket ${bucket} as the server must take it: got ${status}`);
}
