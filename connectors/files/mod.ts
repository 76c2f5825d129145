// What readers and writers of file formats share.
export * from "./location.ts";
