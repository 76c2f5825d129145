// The live page of a job
export { type Dashboard, type DashboardOptions, dashboard } from "./dashboard.ts";

// What it shows
export { type DashboardJob, jobOf, type RunOfDashboard, type WhyFacts } from "./job.ts";
