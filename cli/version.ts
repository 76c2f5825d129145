/** The version of the package: a test keeps it equal to that of both manifests. */
export const version = "0.1.0";
