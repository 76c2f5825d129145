import { expect, test } from "vitest";
import { Message } from "../../../../ml/onnx/file/protobuf.ts";

const hex = (message: Message): string => Buffer.from(message.finish()).toString("hex");

// The examples of https://protobuf.dev/programming-guides/encoding/.
test("messages are as the guide has them", () => {
  expect(hex(new Message().varint(1, 150))).toBe("089601");
  expect(hex(new Message().text(2, "testing"))).toBe("120774657374696e67");
  expect(hex(new Message().message(3, new Message().varint(1, 150)))).toBe("1a03089601");
});

test("large numbers, high fields and long bytes keep their size", () => {
  expect(hex(new Message().varint(1, 2 ** 53 - 1))).toBe("08ffffffffffffff0f");
  expect(hex(new Message().varint(20, 0))).toBe("a00100");
  const bytes = new Message().bytes(4, new Uint8Array(100_000).fill(7)).finish();
  expect([...bytes.subarray(0, 5)]).toEqual([0x22, 0xa0, 0x8d, 0x06, 7]);
  expect(bytes.length).toBe(100_004);
});
