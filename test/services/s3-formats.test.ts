import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { from } from "../../core/mod.ts";
import * as ml from "../../ml/mod.ts";
import { saveOnnx, toOnnx } from "../../ml/onnx/mod.ts";
import { tfjsFiles, tfjsModel, useTfjs } from "../../ml/tfjs/mod.ts";
import { testRecipes } from "./recipes.ts";
import { testBadData } from "./remote-bad-data.ts";
import { type RemotePlace, testFormats } from "./remote-formats.ts";
import { makeBucket, s3Folder } from "./s3.ts";
import { type RunningServer, startServer } from "./server.ts";
import { type S3Endpoint, seaweedfs } from "./servers/seaweedfs.ts";
import { testSlowStep } from "./slow-step.ts";

// Servers that were killed, or stood still, are waited for: on a busy machine for long.
vi.setConfig({ testTimeout: 120_000 });

let server: RunningServer<S3Endpoint>;
let place: RemotePlace;

beforeAll(async () => {
  server = await startServer(seaweedfs);
  const { accessKeyId, secretAccessKey, endpoint } = server.endpoints;
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  place = { ...(await s3Folder(server.endpoints)), environment, secret: secretAccessKey };
}, 480_000);

afterAll(() => server?.stop(), 60_000);

testFormats("in a bucket", () => place);
testBadData("in a bucket", () => place);
testSlowStep("in a bucket", () => place);
testRecipes("docs/cookbook/buckets.md", async () => ({
  ...place.environment,
  BUCKET: await makeBucket(server.endpoints),
}));

test("models, networks of tfjs, files of ONNX and what a fit has kept lie in a bucket as they do on a disk", async () => {
  const { files, folder } = place;
  const rows = from([1, 2, 3, 7, 8, 9].map((x) => ({ features: [x, x % 3], label: x > 5 ? 1 : 0 })));
  const make = () => ml.pipeline([ml.standardScaler(), ml.gradientBoostingClassifier({ rounds: 5, minLeafRows: 1 })]);
  const checkpoint = { dir: `${folder}/late fit`, interval: 0 };
  const model = await make().fit(rows, { checkpoint });
  const wanted = await model.transform(rows).collect();
  const kept = await Array.fromAsync(files.list(checkpoint.dir), ({ path }) => path.slice(checkpoint.dir.length + 1));
  expect(kept).toEqual(["1-gradientBoostingClassifier/fit.state"]);
  expect(await (await make().fit(rows, { checkpoint })).transform(rows).collect()).toEqual(wanted);
  await model.save(`${folder}/late`);
  expect(await (await make().load(`${folder}/late`)).transform(rows).collect()).toEqual(wanted);
  await saveOnnx(model, `${folder}/late.onnx`);
  const onnx = toOnnx(model);
  expect(await files.read(`${folder}/late.onnx`, { start: 0, end: onnx.length + 1 })).toEqual(onnx);

  const tf = createRequire(new URL("../interop/package.json", import.meta.url))("@tensorflow/tfjs");
  const tfjs = await useTfjs({ backends: ["cpu"], library: tf });
  const network = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
  const at = tfjsFiles(`${folder}/network`);
  await network.save(at);
  const again = await tf.loadLayersModel(at);
  const [own, loaded] = await Promise.all(
    [network, again].map(async (one) => (await tfjsModel(tfjs, one)).transform(rows).collect()),
  );
  expect(loaded).toEqual(own);
  const stage = await tfjsModel(tfjs, network);
  await stage.save(`${folder}/network stage`);
  expect(await (await ml.loadModel(`${folder}/network stage`)).transform(rows).collect()).toEqual(own);
});

test("no secret is in what runs have left in a bucket: their checkpoints, savepoints and files", async () => {
  const { files, folder, secret } = place;
  const paths = await Array.fromAsync(files.list(folder), ({ path }) => path);
  expect(paths.filter((path) => path.endsWith(".manifest")).length).toBeGreaterThan(1);
  for (const path of paths) {
    expect(path).not.toContain(secret);
    const bytes = await files.read(path, { start: 0, end: 10_000_000 });
    expect(Buffer.from(bytes).includes(secret!), path).toBe(false);
  }
});
