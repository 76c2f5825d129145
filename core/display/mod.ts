// Tables
export { type TableTextOptions, tableText } from "./table/table-text.ts";
export { tableHtml } from "./table/table-html.ts";
export type { ColumnView, ShownRowsOptions, TableView } from "./table/table-view.ts";

// What a chart is drawn from
export type { BarData, BarSeries, Bin, ChartValue, Grid, Series } from "./chart-data.ts";
export type { DendrogramOptions, DendrogramView } from "./dendrogram.ts";
export type { Spread } from "./boxes.ts";
export { type BinsOptions, binsOf } from "./bins.ts";

// Charts as text
export { lineText } from "./text/line-text.ts";
export { scatterText } from "./text/scatter-text.ts";
export type { XyTextOptions } from "./text/xy-text.ts";
export { type BarTextOptions, barText } from "./text/bar-text.ts";
export { histogramText } from "./text/histogram-text.ts";
export { boxText } from "./text/box-text.ts";
export { type HeatMapTextOptions, heatMapText } from "./text/heat-map-text.ts";
export { dendrogramText } from "./text/dendrogram-text.ts";
export { type SparklineOptions, sparkline } from "./text/sparkline.ts";
export type { TextChartOptions } from "./text/text-chart-options.ts";

// Charts as SVG
export { lineChart } from "./svg/line-chart.ts";
export { scatterChart } from "./svg/scatter-chart.ts";
export { type BarChartOptions, barChart } from "./svg/bar-chart.ts";
export { type HistogramChartOptions, histogramChart } from "./svg/histogram-chart.ts";
export { type BoxChartOptions, boxChart } from "./svg/box-chart.ts";
export { dendrogramChart } from "./svg/dendrogram-chart.ts";
export { type HeatMapOptions, heatMapChart } from "./svg/heat-map-chart.ts";
export { networkChart, type NetworkLink, type NetworkNode, type NetworkView } from "./svg/network-chart.ts";
export { flowChart, type FlowInput, type FlowStep, type FlowTone, type FlowView } from "./svg/flow-chart.ts";
export { type Panel, type SmallMultiplesOptions, smallMultiples } from "./svg/small-multiples.ts";
export type { ChartOptions, XyChartOptions } from "./svg/chart-options.ts";

// Pages and notebooks
export { htmlPage, type PageSection, type PageView } from "./html-page.ts";
export { chartBundle, type MimeBundle, mimeBundle } from "./mime-bundle.ts";
export { Picture } from "./picture.ts";
export { type ObservablePictureOptions, type ObservablePlot, observablePicture } from "./observable-plot.ts";

// Texts of a page
export { escapeHtml } from "./escape.ts";
export { countText, timesText } from "../data/count-text.ts";
export { shortBytes, shortNumber } from "./short-number.ts";
export { timeSpanText } from "./time-span-text.ts";

// Plans and progress
export { planHtml } from "./plan-html.ts";
export { type PlanTextOptions, planText, type TreeView } from "./plan-text.ts";
export { progressHtml } from "./progress-html.ts";
export { type ProgressView, progressLine } from "./progress-line.ts";

// Why a step has not fired
export { type WhyTextOptions, whyText } from "./why-text.ts";
export type { HeldBackView, HeldView, SplitStatus, SplitView, StepView, WhyView } from "./why-view.ts";

// Metrics
export { metricsHtml } from "./metrics-html.ts";
export { type MetricsTextView, metricsText, type StepTextView } from "./metrics-text.ts";
export { type MetricsView, type PrometheusOptions, prometheusText, type StepMetricsView } from "./prometheus-text.ts";
